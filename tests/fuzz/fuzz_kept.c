/* What lies in the save folder and is read back: lines of the journal and of SHA256SUMS,
 * sidecars, names of leftovers. Whatever they hold, no name that comes out of them leads
 * out of the folder. */
#include "base/buf.h"
#include "keep/album.h"
#include "keep/facts.h"
#include "keep/journal.h"
#include "keep/sums.h"
#include "keep/sweep.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check_names(struct ck_kept *kept)
{
    for (size_t i = 0; i < kept->file_count; i++) {
        const char *name = kept->files[i].name;

        if (name[0] == '/' || strstr(name, "..") == name ||
            strstr(name, "/../") != NULL || strlen(kept->files[i].sha256) != 64 ||
            kept->files[i].bytes < 0) {
            abort();
        }
    }
    ck_kept_clear(kept);
}

/* A line that is understood is written again so that it is understood alike. */
static void check_sums(const char *text, size_t size)
{
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    ck_autobuf struct ck_buf line = {.max = 3 * CK_SUMS_LINE_MAX};
    ck_autobuf struct ck_buf again = {.max = CK_SUMS_LINE_MAX};
    char sha256[65], other[65];

    (void)ck_sums_begun(text, size);
    if (!ck_sums_decode(text, size, sha256, &name) || name.len == 0 ||
        strcmp(ck_buf_text(&name), "-") == 0) {
        return;
    }
    ck_sums_encode(&line, sha256, ck_buf_text(&name));
    if (!ck_sums_decode(line.data, line.len - 1, other, &again) ||
        strcmp(sha256, other) != 0 ||
        strcmp(ck_buf_text(&name), ck_buf_text(&again)) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;
    ck_autofree char *name = ck_strndup(text, size);
    json_error_t error;
    json_auto_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    struct ck_kept kept;

    if (ck_journal_decode(text, size, &kept)) {
        check_names(&kept);
    }
    if (ck_journal_decode_moved(text, size, &kept)) {
        check_names(&kept);
    }
    if (json != NULL && ck_facts_of_sidecar(json, "catlady", &kept)) {
        check_names(&kept);
    }
    check_sums(text, size);
    if (ck_sweep_file_name(name) && (name[0] != '.' || strchr(name, '/') != NULL)) {
        abort();
    }
    (void)ck_sweep_folder_name(name);
    (void)ck_album_own_name(name);
    return 0;
}
