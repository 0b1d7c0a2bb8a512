/* begun.c - what has come of a file outlives its attempt: it is recorded now and then,
 * put by when the attempt ends in order, and taken up by the next one, be it in another
 * process (download-engine.md §3, §4). */
#include "session/part.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <string.h>

/* Each record costs the drive some ms; what comes faster is not worth it. */
enum { NOTE_MS = 250 };
static const int64_t note_bytes = INT64_C(8) << 20;
/* Less is sooner fetched than looked after. */
static const int64_t least_bytes = INT64_C(256) << 10;
static_assert(sizeof(((struct ck_begun *)0)->validator) == CK_VALIDATOR_MAX,
              "a validator fits its record");

/* --- recording -------------------------------------------------------------------- */

/* Records what has been made to last. What cannot be recorded is only logged. */
static void record(struct ck_part *part, const struct ck_source *source)
{
    struct ck_fill *fill = &part->fill;
    struct ck_begun *begun = part->begun;
    struct ck_error err;

    begun->total = fill->total;
    memcpy(begun->validator, fill->validator, sizeof(begun->validator));
    if (ck_begun_note(source->archive, source->post, source->folder, begun, &err)) {
        fill->noted = begun->kept.bytes;
    } else {
        ck_log("what has come is not recorded: %s %s", ck_code_text(err.code),
               err.detail);
    }
}

/* Without a validator nobody can tell later whether the rest belongs to it. */
static bool can_be_noted(const struct ck_part *part, const struct ck_source *source)
{
    return part->begun != NULL && source->archive != NULL && part->fill.stage != NULL &&
           part->fill.validator[0] != '\0';
}

void ck_part_note(struct ck_part *part, const struct ck_source *source)
{
    struct ck_fill *fill = &part->fill;

    if (part->noting) {
        part->noting = !ck_feed_synced(&fill->feed, &part->begun->kept);
        if (!part->noting && part->begun->kept.bytes > 0) {
            record(part, source);
        }
    } else if (fill->bytes - fill->noted >= note_bytes && can_be_noted(part, source) &&
               ck_clock_ms() - part->noted_ms >= NOTE_MS) {
        ck_feed_sync(&fill->feed);
        part->noting = true;
        part->noted_ms = ck_clock_ms();
    }
}

static bool is_worth_keeping(struct ck_part *part, const struct ck_source *source)
{
    struct ck_fill *fill = &part->fill;

    if (part->recalls) {
        ck_feed_end(&fill->feed);
        return true; /* its record is as good as it was */
    }
    if (!can_be_noted(part, source) || fill->bytes < least_bytes ||
        !ck_feed_drain(&fill->feed)) {
        return false;
    }
    if (fill->noted < fill->bytes) {
        if (!ck_stage_sync(fill->stage, &part->begun->kept, NULL)) {
            return false;
        }
        record(part, source);
    }
    return fill->noted > 0;
}

void ck_part_put_by(struct ck_part *part, const struct ck_source *source)
{
    struct ck_fill *fill = &part->fill;

    if (fill->transfer != NULL) {
        ck_transfer_cancel(fill->transfer);
        fill->transfer = NULL;
    }
    if (is_worth_keeping(part, source)) {
        ck_stage_abandon(fill->stage);
        fill->stage = NULL;
    }
    part->recalls = false;
    part->noting = false;
    ck_fill_clear(fill);
}

/* --- taking up -------------------------------------------------------------------- */

/* It is of the same stream, and of the size that the page states now. */
static bool fits(const struct ck_part *part, const struct ck_begun *found)
{
    return strcmp(found->stream, part->begun->stream) == 0 &&
           (part->declared <= 0 || found->total <= 0 || found->total == part->declared) &&
           (found->total <= 0 || found->kept.bytes <= found->total);
}

bool ck_part_take_up(struct ck_part *part, const struct ck_source *source,
                     enum ck_want want)
{
    struct ck_begun found;
    bool there = false;

    part->noted_ms = ck_clock_ms();
    if (part->begun == NULL || source->archive == NULL ||
        !ck_begun_find(source->archive, source->post, part->begun->word, &there, &found,
                       NULL) ||
        !there || !fits(part, &found) ||
        !ck_stage_reopen(part->dirfd, part->key, part->declared, &found.kept,
                         &part->fill.stage, NULL)) {
        return false;
    }
    ck_fill_take_up(&part->fill, source->worker, &found, want, part->declared);
    part->recalls = true;
    return true;
}

bool ck_part_recalled(struct ck_part *part)
{
    part->recalls = !ck_fill_recalled(&part->fill);
    part->broke_off = !part->recalls;
    part->taken_up = !part->recalls && part->fill.bytes > 0;
    return !part->recalls;
}
