#include "face/verify_text.h"

#include "face/command.h"
#include "face/encode.h"

#include <stdio.h>

enum { TEXT_MAX = 16384 };

void ck_finding_print(const struct ck_checkup_news *news)
{
    const struct ck_verify_news *file = news->file;

    (void)printf("%-8s ", ck_verify_finding_text(file->finding));
    ck_print_clean(file->name);
    if (file->moved != NULL) {
        (void)fputs("  (was ", stdout);
        ck_print_clean(file->moved);
        (void)putchar(')');
    }
    (void)puts(news->replaced ? "  (saved again since; you may delete it)" : "");
    (void)fflush(stdout);
}

json_t *ck_finding_json(const struct ck_checkup_news *news)
{
    const struct ck_verify_news *file = news->file;

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:I, s:b}", "finding",
                     ck_verify_finding_text(file->finding), "post", file->post, "page",
                     ck_encode_text(news->page, TEXT_MAX), "name",
                     ck_encode_text(file->name, TEXT_MAX), "was",
                     file->moved != NULL ? ck_encode_text(file->moved, TEXT_MAX)
                                         : json_null(),
                     "bytes", (json_int_t)file->bytes, "replaced", (int)news->replaced);
}

int64_t ck_verified_wrong(const struct ck_verified *verified)
{
    return verified->progress.found[CK_FOUND_DAMAGED] +
           verified->progress.found[CK_FOUND_MISSING] - verified->replaced;
}

static void print_next(const struct ck_verified *verified)
{
    const struct ck_verify_progress *now = &verified->progress;

    if (verified->stopped) {
        (void)puts("Stopped. `clipkeep verify` goes on from here.");
        return;
    }
    if (verified->journal.broken > 0) {
        (void)printf("The journal was changed before its line %lld. Your files are not "
                     "concerned, but\nwhat it says up to there is not proven any more.\n",
                     (long long)verified->journal.first_broken);
    }
    if (now->found[CK_FOUND_MOVED] > 0) {
        (void)puts("Clipkeep knows now where the moved files are.");
    }
    if (now->found[CK_FOUND_FOREIGN] > 0) {
        (void)puts("Foreign files stay as they are. Posts among them that Clipkeep has "
                   "forgotten: `clipkeep rescan`.");
    }
    if (ck_verified_wrong(verified) == 0) {
        (void)puts(verified->journal.broken > 0 ? "All files are good."
                                                : "All is as it was kept.");
    } else if (!verified->fetching) {
        (void)puts("Copy damaged and missing files back if you have a backup. Else save "
                   "their posts\nonce more: `clipkeep verify --fetch-again`. Damaged "
                   "files stay as they are.");
    }
}

void ck_verified_print(const struct ck_verified *verified)
{
    const struct ck_verify_progress *now = &verified->progress;
    char bytes[16];

    ck_text_bytes(now->bytes_done, bytes);
    (void)printf("%lld of %lld kept files read, %s:", (long long)now->files_done,
                 (long long)now->files, bytes);
    for (enum ck_verify_finding i = 0; i < CK_FINDINGS; i++) {
        (void)printf("%s %lld %s", i > 0 ? "," : "", (long long)now->found[i],
                     ck_verify_finding_text(i));
    }
    (void)putchar('\n');
    print_next(verified);
}

json_t *ck_verified_json(const struct ck_verified *verified, const char *folder)
{
    const struct ck_verify_progress *now = &verified->progress;
    const struct ck_journal_report *journal = &verified->journal;
    json_t *found = json_object();

    for (enum ck_verify_finding i = 0; i < CK_FINDINGS; i++) {
        (void)json_object_set_new(found, ck_verify_finding_text(i),
                                  json_integer(now->found[i]));
    }
    (void)json_object_set_new(found, "replaced", json_integer(verified->replaced));
    return json_pack(
        "{s:o, s:b, s:b, s:{s:I, s:I}, s:{s:I, s:I}, s:o, s:{s:I, s:I, s:I, s:I}, s:O,"
        " s:O?}",
        "folder", ck_encode_text(folder, TEXT_MAX), "ok",
        (int)(!verified->stopped && ck_verified_wrong(verified) == 0 &&
              journal->broken == 0),
        "finished", (int)!verified->stopped, "files", "kept", (json_int_t)now->files,
        "read", (json_int_t)now->files_done, "bytes", "kept", (json_int_t)now->bytes,
        "read", (json_int_t)now->bytes_done, "found", found, "journal", "lines",
        (json_int_t)journal->lines, "torn", (json_int_t)journal->torn, "broken",
        (json_int_t)journal->broken, "firstBroken", (json_int_t)journal->first_broken,
        "findings", verified->findings, "saved", verified->saved);
}
