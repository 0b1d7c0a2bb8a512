#include "keep/bundle_zip.h"
#include "keep/zip_library.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    RECORD = 22,   /* the end record without its comment (APPNOTE.TXT 4.3.16) */
    LOCATOR = 20,  /* that of ZIP64, right before it (4.3.15) */
    RECORD64 = 56, /* ZIP64's own (4.3.14) */
    COMMENT_MAX = 65535,
    DIRECTORY_MAX = 8 * 1024 * 1024,
    RATIO_FROM = 32 * 1024 * 1024, /* smaller ones do no harm at any ratio */
};

struct ck_bundle_zip {
    const struct ck_zip_library *lib;
    zip_t *archive;
    zip_file_t *file; /* being read; NULL: none */
    uint64_t next, count;
    int64_t total;      /* bytes of all files so far, unpacked */
    int64_t said, read; /* bytes of the file being read */
};

/* --- before libzip, which takes memory for as many files as a ZIP claims to have -------
 */

static uint64_t little(const unsigned char *at, size_t bytes)
{
    uint64_t number = 0;

    while (bytes > 0) {
        bytes--;
        number = number << 8 | at[bytes];
    }
    return number;
}

/* Whether an end record at `at`, `offset` in the file, claims only what can be. Each
 * place that looks like one is asked, because libzip may take any of them. */
static bool is_modest(int fd, const unsigned char *at, int64_t offset)
{
    unsigned char record[RECORD64];
    unsigned char locator[LOCATOR];

    if (pread(fd, locator, LOCATOR, offset - LOCATOR) != LOCATOR ||
        memcmp(locator, "PK\6\7", 4) != 0) {
        return little(at + 10, 2) <= CK_BUNDLE_FILES_MAX &&
               little(at + 12, 4) <= DIRECTORY_MAX;
    }
    return little(locator + 8, 8) <= INT64_MAX &&
           pread(fd, record, RECORD64, (off_t)little(locator + 8, 8)) == RECORD64 &&
           little(record + 32, 8) <= CK_BUNDLE_FILES_MAX &&
           little(record + 40, 8) <= DIRECTORY_MAX;
}

/* NULL: fine, else why not. `tail` has room for RECORD + COMMENT_MAX bytes. */
static const char *look_at_end(int fd, unsigned char *tail)
{
    static const char lacking[] = "its end is missing: it was not downloaded completely";
    int64_t size = lseek(fd, 0, SEEK_END);
    int64_t from = size > RECORD + COMMENT_MAX ? size - RECORD - COMMENT_MAX : 0;
    ssize_t len = pread(fd, tail, RECORD + COMMENT_MAX, from);
    bool found = false;

    for (ssize_t i = 0; i + RECORD <= len; i++) {
        if (memcmp(tail + i, "PK\5\6", 4) == 0) {
            found = true;
            if (!is_modest(fd, tail + i, from + i)) {
                return "it claims to hold more files than any export has";
            }
        }
    }
    return found ? NULL : lacking;
}

bool ck_bundle_zip_is(int fd)
{
    char bytes[4] = "";

    return pread(fd, bytes, sizeof(bytes), 0) == (ssize_t)sizeof(bytes) &&
           (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0);
}

/* --- libzip ----------------------------------------------------------------------------
 */

/* NULL as ck_bundle_zip_open() has it. */
static zip_t *open_archive(const struct ck_zip_library *lib, int fd,
                           const char **ret_wrong)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* libzip keeps it */
    int code = ZIP_ER_OPEN;
    zip_t *archive = own >= 0 ? lib->fdopen(own, 0, &code) : NULL;

    if (archive == NULL) {
        ck_close_pointer(&own);
        *ret_wrong = code != ZIP_ER_MEMORY ? "it is damaged: download it again" : NULL;
    }
    return archive;
}

struct ck_bundle_zip *ck_bundle_zip_open(int fd, const char **ret_wrong)
{
    struct ck_bundle_zip *zip = ck_alloc(sizeof(*zip));
    ck_autofree unsigned char *tail = ck_alloc(RECORD + COMMENT_MAX);

    *ret_wrong = NULL;
    if (zip != NULL && tail != NULL) {
        *ret_wrong = look_at_end(fd, tail);
        zip->lib = ck_zip_library();
        if (*ret_wrong == NULL && zip->lib == NULL) {
            *ret_wrong =
                "to read it the library libzip is needed: install that, or unpack "
                "the ZIP and choose the folder";
        }
        zip->archive = *ret_wrong == NULL ? open_archive(zip->lib, fd, ret_wrong) : NULL;
    }
    if (zip == NULL || zip->archive == NULL) {
        ck_free(zip);
        return NULL;
    }
    zip->count = (uint64_t)zip->lib->get_num_entries(zip->archive, 0);
    return zip;
}

/* What a file in a ZIP must not be; NULL: it is none of these. */
static const char *refusal(struct ck_bundle_zip *zip, const zip_stat_t *stat)
{
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;

    if ((stat->valid & needed) != needed) {
        return "the ZIP does not say how large it is";
    }
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
        stat->encryption_method != ZIP_EM_NONE) {
        return "it is locked with a password";
    }
    /* Others need memory as their first bytes tell, which may be all there is. */
    if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE) {
        return "it is packed in a way Clipkeep does not read";
    }
    if (stat->size > (uint64_t)(CK_BUNDLE_BYTES_MAX - zip->total) ||
        (stat->size > RATIO_FROM && stat->size / CK_BUNDLE_RATIO_MAX > stat->comp_size)) {
        return "it would unpack to far more than an export holds";
    }
    return NULL;
}

bool ck_bundle_zip_next(struct ck_bundle_zip *zip, struct ck_bundle_file *ret)
{
    zip_stat_t stat;

    if (zip->file != NULL) {
        (void)zip->lib->fclose(zip->file);
        zip->file = NULL;
    }
    while (zip->next < zip->count) {
        uint64_t index = zip->next++;

        if (zip->lib->stat_index(zip->archive, index, 0, &stat) != 0 ||
            (stat.valid & ZIP_STAT_NAME) == 0) {
            *ret = (struct ck_bundle_file){"?", 0, "the ZIP is damaged there"};
            return true;
        }
        if (stat.name[0] == '\0' || stat.name[strlen(stat.name) - 1] == '/') {
            continue; /* a folder */
        }
        *ret =
            (struct ck_bundle_file){stat.name, (int64_t)stat.size, refusal(zip, &stat)};
        if (ret->wrong == NULL) {
            zip->file = zip->lib->fopen_index(zip->archive, index, 0);
            ret->wrong = zip->file == NULL ? "the ZIP is damaged there" : NULL;
            zip->total += ret->bytes;
            zip->said = ret->bytes;
            zip->read = 0;
        }
        return true;
    }
    return false;
}

int64_t ck_bundle_zip_read(struct ck_bundle_zip *zip, void *ret, size_t size,
                           const char **ret_wrong)
{
    int64_t len = zip->file != NULL ? zip->lib->fread(zip->file, ret, size) : -1;

    if (len < 0) {
        *ret_wrong = "the ZIP is damaged there: download it again";
        return -1;
    }
    zip->read += len;
    if (zip->read > zip->said) {
        *ret_wrong = "it is larger than the ZIP says";
        return -1;
    }
    return len;
}

void ck_bundle_zip_free(struct ck_bundle_zip *zip)
{
    if (zip == NULL) {
        return;
    }
    if (zip->file != NULL) {
        (void)zip->lib->fclose(zip->file);
    }
    zip->lib->discard(zip->archive);
    ck_free(zip);
}
