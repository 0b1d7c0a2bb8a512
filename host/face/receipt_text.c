#include "face/receipt_text.h"

#include "face/command.h"

#include <inttypes.h>

static bool is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

void ck_list_text(const struct ck_list *list, struct ck_buf *ret)
{
    static const char *const names[] = {
        [CK_LIST_POSTS] = "posts",           [CK_LIST_LIKES] = "likes",
        [CK_LIST_FAVOURITES] = "favourites", [CK_LIST_COLLECTION] = "collection",
        [CK_LIST_REPOSTS] = "reposts",       [CK_LIST_STORIES] = "stories",
        [CK_LIST_PLAYLIST] = "playlist",     [CK_LIST_TAG] = "tag",
        [CK_LIST_SOUND] = "sound",           [CK_LIST_COMMENTS] = "posts with comments",
        [CK_LIST_WATCH] = "watched posts",   [CK_LIST_LINKS] = "links from",
        [CK_LIST_FOLDER] = "folder",
    };
    bool named = list->kind != CK_LIST_POSTS && list->kind != CK_LIST_LIKES &&
                 list->kind != CK_LIST_FAVOURITES && list->kind != CK_LIST_REPOSTS &&
                 list->kind != CK_LIST_STORIES;

    ck_buf_adds(ret, names[list->kind]);
    if (named && is_set(list->title)) {
        ck_buf_addc(ret, ' ');
        ck_add_clean(ret, list->title);
    }
    if (is_set(list->handle)) {
        ck_buf_adds(ret, " of @");
        ck_add_clean(ret, list->handle);
    }
}

/* How it ended, where that is not simply the end of the list. */
static const char *end_text(enum ck_run_end how)
{
    switch (how) {
    case CK_RUN_MET_KNOWN:
        return "What follows in the list is known from earlier; a full run looks at it "
               "too.";
    case CK_RUN_STOPPED:
        return "Stopped before the end of the list.";
    case CK_RUN_CAPTCHA:
        return "TikTok wants to know that you are a person, so the list was left. Solve "
               "the puzzle in\n  your browser, then run this again.";
    case CK_RUN_REFUSED:
        return "TikTok did not show the rest of the list.";
    case CK_RUN_OPEN:
        return "Not gone through to its end.";
    case CK_RUN_COMPLETE:
    case CK_RUN_SHORT:
        break;
    }
    return NULL;
}

static void add_count(int64_t count, const char *what, bool always, struct ck_buf *ret)
{
    if (count > 0 || always) {
        ck_buf_addf(ret, "%9" PRId64 "  %s\n", count, what);
    }
}

static void add_reasons(const struct ck_receipt *receipt, bool gone, struct ck_buf *ret)
{
    for (size_t i = 0; i < receipt->reason_count; i++) {
        enum ck_code code = receipt->reasons[i].code;

        if (ck_code_gone(code) == gone) {
            ck_buf_addf(ret, "%11s %" PRId64 ": %s\n", "", receipt->reasons[i].count,
                        ck_code_sentence(code));
        }
    }
}

static void add_missing(const struct ck_receipt *receipt, struct ck_buf *ret)
{
    if (receipt->missing > 0) {
        ck_buf_addf(ret,
                    "  The list came short: TikTok says there are %" PRId64 ", %" PRId64
                    " of them were not shown.\n",
                    receipt->run.stated, receipt->missing);
    }
    if (receipt->unlisted > 0) {
        ck_buf_addf(ret,
                    "  %" PRId64 " known from earlier %s not in the list this time. That "
                    "alone does not mean gone.\n",
                    receipt->unlisted, receipt->unlisted == 1 ? "was" : "were");
    }
}

void ck_receipt_text(const struct ck_receipt *receipt, struct ck_buf *ret)
{
    const char *end = end_text(receipt->run.ended);

    ck_list_text(&receipt->list, ret);
    ck_buf_addf(ret, ": %" PRId64 " found\n", receipt->found);
    add_count(receipt->saved, "saved", true, ret);
    add_count(receipt->had, "kept already", true, ret);
    add_count(receipt->gone, "gone from TikTok", true, ret);
    add_reasons(receipt, true, ret);
    add_count(receipt->failed, "could not be saved", true, ret);
    add_reasons(receipt, false, ret);
    add_count(receipt->waiting, "waiting to be saved", false, ret);
    add_count(receipt->passed_over, "not chosen", false, ret);
    add_missing(receipt, ret);
    if (end != NULL) {
        ck_buf_addf(ret, "  %s\n", end);
    }
}
