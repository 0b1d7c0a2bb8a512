/* verbs_backup.c - the verbs of PROTOCOL.md that are about lists which a tab goes
 * through. */
#include "face/encode.h"
#include "face/port.h"

#include "base/clock.h"
#include "base/log.h"
#include "keep/due.h"
#include "session/backup.h"
#include "session/receipt.h"

#include <time.h>

enum { TELL_MS = 500, TELL_MOST = 50, DUE_TEXT = 256, A_DAY = 24 * 60 * 60 };

static struct ck_backup_how how_of(const struct ck_message *message, int64_t stated)
{
    return (struct ck_backup_how){.source = CK_SOURCE_TAB,
                                  .full = message->full,
                                  .stated = stated,
                                  .wanted = message->wanted,
                                  .user_agent = message->user_agent,
                                  .cookies = message->cookies};
}

bool ck_port_post_size(struct ck_port *port, json_t **ret, struct ck_error *err)
{
    struct ck_archive *archive;
    int64_t posts, bytes;

    if (!ck_session_archive(port->session, &archive, err) ||
        !ck_archive_count(archive, &posts, &bytes, err)) {
        return false;
    }
    *ret = posts > 0 ? json_integer((json_int_t)(bytes / posts)) : json_null();
    return true;
}

static bool prospects(struct ck_archive *archive, const struct ck_message *message,
                      json_t *ret, struct ck_error *err)
{
    size_t i;
    json_t *at;

    json_array_foreach((json_t *)(uintptr_t)message->lists, i, at)
    {
        struct ck_prospect prospect;
        struct ck_list list;
        int64_t stated;

        if (!ck_message_list(at, &list, &stated, err)) {
            return false;
        }
        list.mine = message->mine;
        if (!ck_wanted_prospect(archive, &list, &message->wanted, &prospect, err)) {
            return false;
        }
        (void)json_array_append_new(ret, json_pack("{s:I, s:I}", "known",
                                                   (json_int_t)prospect.known, "left",
                                                   (json_int_t)prospect.left));
    }
    return true;
}

void ck_port_backup_ahead(struct ck_port *port, const struct ck_message *message)
{
    int64_t space = ck_session_space(port->session);
    json_t *lists = json_array();
    json_t *size = NULL;
    struct ck_archive *archive;
    struct ck_error err = {0};

    if (!ck_session_archive(port->session, &archive, &err) ||
        !ck_port_post_size(port, &size, &err) ||
        !prospects(archive, message, lists, &err)) {
        json_decref(size);
        json_decref(lists);
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id,
                   json_pack("{s:o, s:o, s:o}", "free",
                             space >= 0 ? json_integer(space) : json_null(), "each", size,
                             "lists", lists));
}

void ck_port_backup_open(struct ck_port *port, const struct ck_message *message)
{
    json_t *runs = json_array();
    struct ck_error err = {0};
    size_t i;
    json_t *at;

    json_array_foreach((json_t *)(uintptr_t)message->lists, i, at)
    {
        struct ck_list list;
        struct ck_backup_how how;
        int64_t stated, run = 0, known = 0;

        if (!ck_message_list(at, &list, &stated, &err)) {
            break;
        }
        list.mine = message->mine;
        how = how_of(message, stated);
        if (!ck_backup_open(port->session, &list, &how, &run, &known, &err)) {
            break;
        }
        (void)json_array_append_new(runs, json_pack("{s:I, s:I}", "run", (json_int_t)run,
                                                    "known", (json_int_t)known));
    }
    if (err.code != CK_OK) {
        json_decref(runs);
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_log("backup of %zu lists begins", json_array_size(runs));
    ck_port_answer(port, message->id, json_pack("{s:o}", "lists", runs));
}

void ck_port_backup_answer(struct ck_port *port, const struct ck_message *message)
{
    const struct ck_backup_how how = how_of(message, -1);
    struct ck_backup_state state;
    struct ck_error err = {0};

    if (!ck_backup_dress(port->session, message->run, &how, &err) ||
        !ck_backup_answer(port->session, message->run, message->answer,
                          message->answer_len, &state, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id, ck_encode_backup_state(&state));
}

/* All of the newest runs, or of one. */
static void answer_receipts(struct ck_port *port, const struct ck_message *message,
                            bool one)
{
    struct ck_archive *archive;
    struct ck_error err = {0};
    json_t *receipts = NULL;

    if (!ck_session_archive(port->session, &archive, &err) ||
        !ck_receipts_json(archive, message->run, &receipts, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    if (one) {
        ck_port_answer(port, message->id, json_incref(json_array_get(receipts, 0)));
        json_decref(receipts);
        return;
    }
    ck_port_answer(port, message->id, json_pack("{s:o}", "receipts", receipts));
}

void ck_port_backup_end(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err = {0};

    if (!ck_backup_end(port->session, message->run, message->ended, message->stated,
                       &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_log("backup run %lld: %s", (long long)message->run,
           ck_run_end_text(message->ended));
    answer_receipts(port, message, true);
}

void ck_port_backup_receipt(struct ck_port *port, const struct ck_message *message)
{
    answer_receipts(port, message, false);
}

void ck_port_backup_retry(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err = {0};
    size_t count = 0;

    if (!ck_backup_retry(port->session, message->run, message->code, message->consent,
                         &count, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id, json_pack("{s:I}", "count", (json_int_t)count));
}

static json_t *due_json(const struct ck_due_list *due)
{
    return json_pack("{s:s, s:o, s:o, s:I}", "kind", ck_list_kind_text(due->list.kind),
                     "handle", ck_encode_text(due->list.handle, DUE_TEXT), "title",
                     ck_encode_text(due->list.title, DUE_TEXT), "last",
                     (json_int_t)due->last);
}

void ck_port_backup_due(struct ck_port *port, const struct ck_message *message)
{
    struct ck_due_list *due = NULL;
    json_t *lists = json_array();
    struct ck_archive *archive;
    struct ck_error err = {0};
    size_t count = 0;

    if (!ck_session_archive(port->session, &archive, &err) ||
        !ck_due_lists(archive, CK_DUE_BACKED_UP, message->days * A_DAY,
                      (int64_t)time(NULL), &due, &count, &err)) {
        json_decref(lists);
        ck_port_error(port, message->id, &err);
        return;
    }
    for (size_t i = 0; i < count && i < TELL_MOST; i++) {
        (void)json_array_append_new(lists, due_json(&due[i]));
    }
    ck_due_free(due, count);
    ck_port_answer(port, message->id,
                   json_pack("{s:I, s:o}", "count", (json_int_t)count, "lists", lists));
}

/* --- telling subscribers ---------------------------------------------------------- */

/* Nothing will change any more of itself. */
static bool is_over(const json_t *receipt)
{
    return json_is_integer(json_object_get(receipt, "endedAt")) &&
           json_integer_value(json_object_get(receipt, "waiting")) == 0;
}

static json_t *receipts_now(struct ck_port *port)
{
    int64_t runs[TELL_MOST];
    size_t count = ck_backup_runs(port->session, runs, TELL_MOST);
    json_t *all = json_array();
    struct ck_archive *archive;
    struct ck_error err;

    for (size_t i = 0; i < count; i++) {
        json_t *one = NULL;

        if (!ck_session_archive(port->session, &archive, &err) ||
            !ck_receipts_json(archive, runs[i], &one, &err)) {
            ck_log("a receipt: %s %s", ck_code_text(err.code), err.detail);
            continue;
        }
        (void)json_array_extend(all, one);
        if (is_over(json_array_get(one, 0))) {
            ck_backup_forget(port->session, runs[i]);
        }
        json_decref(one);
    }
    return all;
}

void ck_port_backup_tell(struct ck_port *port)
{
    int64_t began_ms = ck_clock_ms();
    int64_t runs[1];
    json_t *now;

    if (port->subscription == 0 || began_ms < port->backup_due_ms ||
        ck_backup_runs(port->session, runs, 1) == 0) {
        return;
    }
    now = receipts_now(port);
    if (now != NULL && !json_equal(now, port->backup_told)) {
        json_decref(port->backup_told);
        port->backup_told = json_incref(now);
        ck_port_send(port,
                     ck_encode_event(port->subscription, "backup",
                                     json_pack("{s:O}", "receipts", now)),
                     0);
    }
    json_decref(now);
    /* With long lists sums take a while: never more than a small part of our time. */
    port->backup_due_ms = ck_clock_ms() + 20 * (ck_clock_ms() - began_ms);
    if (port->backup_due_ms < began_ms + TELL_MS) {
        port->backup_due_ms = began_ms + TELL_MS;
    }
}

int ck_port_backup_wait_ms(const struct ck_port *port, int64_t now_ms)
{
    int64_t runs[1];

    if (port->subscription == 0 || ck_backup_runs(port->session, runs, 1) == 0) {
        return -1;
    }
    return now_ms >= port->backup_due_ms ? 0 : (int)(port->backup_due_ms - now_ms);
}
