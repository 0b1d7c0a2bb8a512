#include "face/verify_text.h"

#include "face/command.h"
#include "face/encode.h"

#include <stdio.h>
#include <time.h>

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

bool ck_verified_lists_sound(const struct ck_verified *verified)
{
    return verified->lists.journal.broken == 0 && verified->lists.sums.wrong == 0 &&
           verified->bad_stamps == 0;
}

bool ck_verified_sound(const struct ck_verified *verified)
{
    return ck_verified_wrong(verified) == 0 && ck_verified_lists_sound(verified);
}

/* "2026-11-22", "an unknown day". */
static const char *day_of(int64_t at, char ret[32])
{
    const time_t when = (time_t)at;
    struct tm tm;

    if (at <= 0 || localtime_r(&when, &tm) == NULL ||
        strftime(ret, 32, "%Y-%m-%d", &tm) == 0) {
        (void)snprintf(ret, 32, "an unknown day");
    }
    return ret;
}

static void print_broken_journal(const struct ck_journal_report *journal)
{
    char day[32];

    (void)printf("The journal was changed at or before its line %lld of %lld (%s). Your "
                 "files are not\nconcerned, but what it says up to there is not proven "
                 "any more.\n",
                 (long long)journal->first_broken, (long long)journal->lines,
                 day_of(journal->broken_at, day));
}

static void print_journal(const struct ck_journal_report *journal)
{
    char first[32], last[32];

    if (journal->broken > 0) {
        print_broken_journal(journal);
        return;
    }
    if (journal->lines == journal->torn) {
        return;
    }
    (void)printf(
        "The journal tells of %lld event%s from %s to %s. Its chain is unbroken: "
        "none was\nchanged, taken out or put in between after the next was "
        "written. The chain alone does\nnot show when that was: whoever can "
        "write here could write all of it anew.\n",
        (long long)(journal->lines - journal->torn),
        journal->lines - journal->torn == 1 ? "" : "s", day_of(journal->first_at, first),
        day_of(journal->last_at, last));
    if (journal->torn > 0) {
        (void)printf("Lines cut short when this computer went off, which is no harm: "
                     "%lld.\n",
                     (long long)journal->torn);
    }
}

static void print_sums(const struct ck_sums_report *sums)
{
    if (sums->wrong > 0) {
        (void)printf("SHA256SUMS was changed: %lld of its %lld lines are not as Clipkeep "
                     "wrote them, the\nfirst is line %lld. Your files are not concerned. "
                     "Give it another name, and the next\n`clipkeep verify` writes it "
                     "anew.\n",
                     (long long)sums->wrong, (long long)sums->lines,
                     (long long)sums->first_wrong);
    }
}

static void print_next(const struct ck_verified *verified)
{
    const struct ck_verify_progress *now = &verified->progress;

    if (verified->stopped) {
        (void)puts("Stopped. `clipkeep verify` goes on from here.");
        return;
    }
    if (now->found[CK_FOUND_MOVED] > 0) {
        (void)puts("Clipkeep knows now where the moved files are.");
    }
    if (now->found[CK_FOUND_FOREIGN] > 0) {
        (void)puts("Foreign files stay as they are. Posts among them that Clipkeep has "
                   "forgotten: `clipkeep rescan`.");
    }
    print_sums(&verified->lists.sums);
    print_journal(&verified->lists.journal);
    if (ck_verified_wrong(verified) == 0) {
        (void)puts(ck_verified_sound(verified) ? "All is as it was kept."
                                               : "All files are good.");
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

static json_t *journal_json(const struct ck_journal_report *journal)
{
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I}", "lines", (json_int_t)journal->lines, "torn",
        (json_int_t)journal->torn, "broken", (json_int_t)journal->broken, "firstBroken",
        (json_int_t)journal->first_broken, "firstAt", (json_int_t)journal->first_at,
        "lastAt", (json_int_t)journal->last_at);
}

static json_t *sums_json(const struct ck_sums_report *sums)
{
    return json_pack("{s:I, s:I, s:I}", "lines", (json_int_t)sums->lines, "wrong",
                     (json_int_t)sums->wrong, "firstWrong",
                     (json_int_t)sums->first_wrong);
}

json_t *ck_verified_json(const struct ck_verified *verified, const char *folder)
{
    const struct ck_verify_progress *now = &verified->progress;
    json_t *found = json_object();

    for (enum ck_verify_finding i = 0; i < CK_FINDINGS; i++) {
        (void)json_object_set_new(found, ck_verify_finding_text(i),
                                  json_integer(now->found[i]));
    }
    (void)json_object_set_new(found, "replaced", json_integer(verified->replaced));
    return json_pack(
        "{s:o, s:b, s:b, s:{s:I, s:I}, s:{s:I, s:I}, s:o, s:o, s:o, s:O, s:O, s:O?}",
        "folder", ck_encode_text(folder, TEXT_MAX), "ok",
        (int)(!verified->stopped && ck_verified_sound(verified)), "finished",
        (int)!verified->stopped, "files", "kept", (json_int_t)now->files, "read",
        (json_int_t)now->files_done, "bytes", "kept", (json_int_t)now->bytes, "read",
        (json_int_t)now->bytes_done, "found", found, "journal",
        journal_json(&verified->lists.journal), "sums", sums_json(&verified->lists.sums),
        "timestamps", verified->stamps, "findings", verified->findings, "saved",
        verified->saved);
}
