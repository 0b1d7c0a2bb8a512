#include "fetch/turns.h"

#include "fetch/transfer.h"

#include <string.h>

/* Politeness. Kept by our own queue: libcurl's would count the wait as time-out. */
#define PLACES_PER_HOST 3
#define PLACES 6
/* So far ahead of the allowed speed is still in order: running ones always are a little.
 */
#define AHEAD_MS 2000

static bool host_has_place(const struct ck_turns *turns, const char *host)
{
    size_t running = 0;

    for (const struct ck_transfer *t = turns->first; t != NULL; t = t->next) {
        running += t->easy != NULL && strcmp(t->host, host) == 0;
    }
    return running < PLACES_PER_HOST;
}

size_t ck_turns_running(const struct ck_turns *turns)
{
    size_t running = 0;

    for (const struct ck_transfer *t = turns->first; t != NULL; t = t->next) {
        running += t->easy != NULL && !t->page;
    }
    return running;
}

void ck_turns_bytes(struct ck_turns *turns, size_t len, int64_t now_ms)
{
    if (turns->bytes_per_second <= 0) {
        turns->earned_us = 0;
        return;
    }
    if (turns->earned_us < now_ms * 1000) {
        turns->earned_us = now_ms * 1000;
    }
    turns->earned_us += (int64_t)len * 1000000 / turns->bytes_per_second;
}

/* Milliseconds until the allowed speed lets this one begin. */
static int64_t speed_wait(const struct ck_turns *turns,
                          const struct ck_transfer *transfer, int64_t now_ms)
{
    int64_t wait_ms = turns->earned_us / 1000 - AHEAD_MS - now_ms;

    return transfer->page || turns->bytes_per_second <= 0 || wait_ms < 0 ? 0 : wait_ms;
}

static bool has_place(const struct ck_turns *turns, const struct ck_transfer *transfer)
{
    size_t places = turns->parallel > 0 ? turns->parallel : PLACES;

    return (transfer->page || ck_turns_running(turns) < places) &&
           host_has_place(turns, transfer->host);
}

static const struct ck_pace *pace_of(const struct ck_turns *turns,
                                     const struct ck_transfer *transfer)
{
    return &turns->paces[ck_guard_family(transfer->host)];
}

/* After a refusal one goes ahead; the others follow once it was answered well. */
static bool family_is_tried(const struct ck_turns *turns,
                            const struct ck_transfer *transfer)
{
    const struct ck_pace *pace = pace_of(turns, transfer);

    if (pace->refusals == 0) {
        return false;
    }
    for (const struct ck_transfer *t = turns->first; t != NULL; t = t->next) {
        if (t->easy != NULL && t->sent_ms > pace->closed_ms && !t->answered &&
            pace_of(turns, t) == pace) {
            return true;
        }
    }
    return false;
}

int64_t ck_turns_wait(const struct ck_turns *turns, const struct ck_transfer *transfer,
                      int64_t now_ms, enum ck_code *why)
{
    const struct ck_pace *pace = pace_of(turns, transfer);
    bool own = transfer->due_ms > pace->open_ms;
    int64_t due_ms = own ? transfer->due_ms : pace->open_ms;

    if (transfer->state != CK_TRANSFER_WAITING || due_ms <= now_ms) {
        return 0;
    }
    if (why != NULL) {
        *why = own ? transfer->broke.code : pace->why;
    }
    return due_ms - now_ms;
}

static bool may_run(const struct ck_turns *turns, const struct ck_transfer *transfer,
                    int64_t now_ms)
{
    return transfer->state == CK_TRANSFER_WAITING &&
           ck_turns_wait(turns, transfer, now_ms, NULL) == 0 &&
           speed_wait(turns, transfer, now_ms) == 0 && has_place(turns, transfer) &&
           !family_is_tried(turns, transfer);
}

struct ck_transfer *ck_turns_next(const struct ck_turns *turns, int64_t now_ms)
{
    for (struct ck_transfer *t = turns->first; t != NULL; t = t->next) {
        if (may_run(turns, t, now_ms)) {
            return t;
        }
    }
    return NULL;
}

int64_t ck_turns_due(const struct ck_turns *turns, int64_t now_ms)
{
    int64_t due_ms = -1;

    for (const struct ck_transfer *t = turns->first; t != NULL; t = t->next) {
        int64_t wait_ms = ck_turns_wait(turns, t, now_ms, NULL);

        if (t->state == CK_TRANSFER_WAITING && wait_ms == 0) {
            wait_ms = speed_wait(turns, t, now_ms);
        }
        if (may_run(turns, t, now_ms)) {
            return 0;
        }
        if (wait_ms > 0 && (due_ms < 0 || wait_ms < due_ms)) {
            due_ms = wait_ms;
        }
    }
    return due_ms;
}

bool ck_turns_answer(struct ck_turns *turns, struct ck_transfer *transfer,
                     const struct ck_response *answer, int64_t now_ms, double chance)
{
    struct ck_pace *pace = &turns->paces[ck_guard_family(transfer->host)];
    const struct ck_pace_answer about = {
        .status = answer->status,
        .retry_after_s = answer->retry_after_s,
        .sent_ms = transfer->sent_ms,
        .now_ms = now_ms,
        .chance = chance,
    };

    ck_pace_note(pace, &about);
    if (ck_pace_refusal(answer->status) == CK_OK) {
        transfer->patience = (struct ck_patience){0};
        return false;
    }
    return ck_patience_lasts(&transfer->patience, pace, now_ms);
}
