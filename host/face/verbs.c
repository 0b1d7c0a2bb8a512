/* verbs.c - what each verb of PROTOCOL.md does. */
#include "face/encode.h"
#include "face/port.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/detached.h"
#include "keep/queue.h"

#include <stdlib.h>
#include <string.h>

enum { SUBSCRIBE_JOBS = 50, RESUME_AFTER_MS = 300 };

json_t *ck_port_settings(const struct ck_port *port)
{
    struct ck_error folder = {0};

    (void)!ck_session_folder_ok(port->session, &folder);
    return ck_encode_settings(ck_session_settings(port->session), &folder);
}

static json_t *queue_json(const struct ck_port *port)
{
    return ck_encode_queue(ck_session_trouble(port->session));
}

void ck_port_answer(struct ck_port *port, int64_t id, json_t *result)
{
    ck_port_send(port, ck_encode_answer(id, result), 0);
}

static void hello(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (message->most < CK_PROTOCOL || message->least > CK_PROTOCOL) {
        (void)ck_fail(
            &err, message->most < CK_PROTOCOL ? CK_ERR_EXTENSION_OLD : CK_ERR_HOST_OLD,
            "this host speaks version %d", CK_PROTOCOL);
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_log("hello from %s (%s), extension %s", port->browser, port->caller,
           message->version);
    if (!port->greeted) {
        port->resume_due_ms = ck_clock_ms() + RESUME_AFTER_MS;
    }
    port->greeted = true;
    ck_port_answer(port, message->id,
                   json_pack("{s:i, s:s, s:o}", "protocol", CK_PROTOCOL, "version",
                             CK_VERSION, "settings", ck_port_settings(port)));
}

static struct ck_wish wish_of(const struct ck_message *message)
{
    return (struct ck_wish){
        .address = message->address,
        .item = message->item,
        .item_len = message->item_len,
        .user_agent = message->user_agent,
        .cookies = message->cookies,
        .again = message->again,
        .mine = message->mine,
        .consent = message->consent,
    };
}

/* Who waits for an answer. */
struct question {
    struct ck_port *port;
    int64_t id;
    bool item; /* it came with the post itself */
    bool mine; /* and it is said to be the person's own */
};

static void read_done(void *ctx, const struct ck_reading *reading,
                      const struct ck_error *err)
{
    struct question *question = ctx;
    struct ck_port *port = question->port;
    struct ck_job_view job;

    if (reading == NULL) {
        ck_port_error(port, question->id, err);
    } else {
        bool running = ck_session_job_of(port->session, reading->post->id, &job);
        json_t *kept = reading->kept != NULL
                           ? ck_encode_kept(reading->kept, reading->file_present,
                                            reading->permissions)
                           : json_null();

        ck_port_answer(port, question->id,
                       json_pack("{s:o, s:o, s:o}", "post",
                                 ck_encode_post(reading->post, question->mine), "kept",
                                 kept, "job",
                                 running ? ck_encode_job(&job) : json_null()));
    }
    ck_free(question);
}

static void read_post(struct ck_port *port, const struct ck_message *message)
{
    struct question *question = ck_alloc(sizeof(*question));
    const struct ck_wish wish = wish_of(message);
    struct ck_error err;

    if (question == NULL) {
        (void)ck_fail(&err, CK_ERR_NOMEM, NULL);
        ck_port_error(port, message->id, &err);
        return;
    }
    *question = (struct question){.port = port, .id = message->id, .mine = message->mine};
    ck_session_read(port->session, &wish, read_done, question);
}

static void save_done(void *ctx, const struct ck_job_view *job)
{
    struct question *question = ctx;

    ck_log("save %s %s handed over by %s", job->post, question->item ? "item" : "address",
           question->port->browser);
    ck_port_answer(question->port, question->id,
                   json_pack("{s:o}", "job", ck_encode_job(job)));
}

static void save(struct ck_port *port, const struct ck_message *message)
{
    const struct ck_wish wish = wish_of(message);
    struct question question = {port, message->id, message->item != NULL, false};
    struct ck_error err;
    int64_t number;

    if (!ck_session_save(port->session, &wish, &number, &err) ||
        !ck_session_look(port->session, number, save_done, &question, &err)) {
        ck_log("save refused: %s", ck_code_text(err.code));
        ck_port_error(port, message->id, &err);
    }
}

static void cancel(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;
    size_t count = 0;
    bool ok = ck_session_cancel(port->session, message->job, true, &count, &err) &&
              (count > 0 || message->job == 0 || ck_fail(&err, CK_ERR_NOT_FOUND, NULL));

    if (ok) {
        ck_port_answer(port, message->id, json_pack("{s:I}", "count", (json_int_t)count));
    } else {
        ck_port_error(port, message->id, &err);
    }
}

/* Pause, resume and retry. */
static void change_some(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;
    size_t count = 0;
    bool ok = message->verb == CK_VERB_RETRY
                  ? ck_session_retry(port->session, message->job, message->consent,
                                     &count, &err)
                  : ck_session_pause(port->session, message->job,
                                     message->verb == CK_VERB_PAUSE, &count, &err);

    if (ok) {
        ck_port_answer(port, message->id, json_pack("{s:I}", "count", (json_int_t)count));
    } else {
        ck_port_error(port, message->id, &err);
    }
}

static void detached(struct ck_port *port, const struct ck_message *message)
{
    ck_port_answer(
        port, message->id,
        json_pack("{s:b}", "running", (int)ck_detached_runs(CK_DETACHED_RESUME)));
}

static void stop_detached(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (ck_detached_stop(CK_DETACHED_RESUME)) {
        ck_port_answer(port, message->id, json_object());
    } else {
        (void)ck_fail(&err, CK_ERR_NOT_FOUND, NULL);
        ck_port_error(port, message->id, &err);
    }
}

static void add_job(void *ctx, const struct ck_job_view *job)
{
    (void)json_array_append_new(ctx, ck_encode_job(job));
}

static void list(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;
    json_t *jobs = json_array();
    bool subscribe = message->verb == CK_VERB_SUBSCRIBE;
    size_t limit = subscribe ? SUBSCRIBE_JOBS : (size_t)message->limit;

    if (!ck_session_jobs(port->session, limit, add_job, jobs, &err)) {
        json_decref(jobs);
        ck_port_error(port, message->id, &err);
        return;
    }
    if (!subscribe) {
        ck_port_answer(port, message->id, json_pack("{s:o}", "jobs", jobs));
        return;
    }
    port->subscription = message->id;
    ck_port_answer(port, message->id,
                   json_pack("{s:o, s:o, s:o}", "jobs", jobs, "settings",
                             ck_port_settings(port), "queue", queue_json(port)));
}

static void counts(struct ck_port *port, const struct ck_message *message)
{
    struct ck_archive *archive;
    struct ck_error err;
    int64_t posts = 0;
    int64_t bytes = 0;
    int64_t jobs[CK_JOB_STATES] = {0};
    int64_t off = 0;
    json_t *result;

    if (!ck_session_archive(port->session, &archive, &err) ||
        !ck_archive_count(archive, &posts, &bytes, &err) ||
        !ck_queue_counts(archive, jobs, &err) ||
        !ck_queue_count_failed(archive, CK_ERR_SAVING_OFF, &off, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    result = json_pack("{s:I, s:I, s:I}", "posts", (json_int_t)posts, "bytes",
                       (json_int_t)bytes, "savingOff", (json_int_t)off);
    for (int state = 0; state < CK_JOB_STATES; state++) {
        (void)json_object_set_new(result, ck_job_state_text((enum ck_job_state)state),
                                  json_integer((json_int_t)jobs[state]));
    }
    ck_port_answer(port, message->id, result);
}

void ck_port_handle(struct ck_port *port, const struct ck_message *message)
{
    static void (*const verbs[])(struct ck_port *, const struct ck_message *) = {
        [CK_VERB_HELLO] = hello,
        [CK_VERB_READ] = read_post,
        [CK_VERB_SAVE] = save,
        [CK_VERB_CANCEL] = cancel,
        [CK_VERB_LIST] = list,
        [CK_VERB_SUBSCRIBE] = list,
        [CK_VERB_CHOOSE_FOLDER] = ck_port_choose_folder,
        [CK_VERB_SHOW_IN_FOLDER] = ck_port_show_in_folder,
        [CK_VERB_SETTINGS] = ck_port_change,
        [CK_VERB_PAUSE] = change_some,
        [CK_VERB_RESUME] = change_some,
        [CK_VERB_RETRY] = change_some,
        [CK_VERB_DETACHED] = detached,
        [CK_VERB_DETACHED_STOP] = stop_detached,
        [CK_VERB_COUNTS] = counts,
        [CK_VERB_NAMES] = ck_port_names,
        [CK_VERB_MOVING] = ck_port_moving,
        [CK_VERB_MOVE] = ck_port_move,
        [CK_VERB_DOCTOR] = ck_port_doctor,
        [CK_VERB_PERMISSION] = ck_port_permission,
        [CK_VERB_PERMISSIONS] = ck_port_permissions,
        [CK_VERB_PERMISSION_WITHDRAW] = ck_port_withdraw,
        [CK_VERB_HISTORY_DELETE] = ck_port_delete_history,
        [CK_VERB_BACKUP_AHEAD] = ck_port_backup_ahead,
        [CK_VERB_BACKUP_OPEN] = ck_port_backup_open,
        [CK_VERB_BACKUP_ANSWER] = ck_port_backup_answer,
        [CK_VERB_BACKUP_END] = ck_port_backup_end,
        [CK_VERB_BACKUP_RECEIPT] = ck_port_backup_receipt,
        [CK_VERB_BACKUP_DUE] = ck_port_backup_due,
        [CK_VERB_BACKUP_RETRY] = ck_port_backup_retry,
        [CK_VERB_IMPORT_CHOOSE] = ck_port_import_choose,
        [CK_VERB_IMPORT_START] = ck_port_import_start,
        [CK_VERB_IMPORT_STOP] = ck_port_import_stop,
        [CK_VERB_IMPORTING] = ck_port_importing,
    };
    verbs[message->verb](port, message);
}

static void log_end(const struct ck_job_view *job)
{
    if (job->state == CK_JOB_DONE) {
        ck_log("%s %s %lld bytes", job->already ? "already kept" : "kept", job->post,
               (long long)job->bytes);
    } else if (job->state == CK_JOB_FAILED) {
        ck_log("failed %s %s: %s", job->post, ck_code_text(job->code), job->detail);
    } else if (job->state == CK_JOB_CANCELLED) {
        ck_log("cancelled %s", job->post);
    }
}

void ck_port_report(void *ctx, const struct ck_job_view *job)
{
    struct ck_port *port = ctx;
    json_t *event;

    if (!job->progress) {
        log_end(job);
    }
    if (port->subscription == 0) {
        return;
    }
    event = ck_encode_event(port->subscription, "job", ck_encode_job(job));
    if (!job->progress) {
        ck_port_send(port, event, job->number);
        return;
    }
    ck_port_progress(port, event, job->number);
}

void ck_port_troubled(void *ctx, enum ck_code code)
{
    struct ck_port *port = ctx;

    (void)code;
    if (port->subscription != 0) {
        ck_port_send(port, ck_encode_event(port->subscription, "queue", queue_json(port)),
                     0);
    }
}

void ck_port_resume(struct ck_port *port)
{
    struct ck_error err;
    size_t count = 0;

    port->resume_due_ms = 0;
    ck_port_move_on(port);
    if (!ck_session_resume(port->session, &count, &err)) {
        ck_log("taking up unfinished jobs: %s: %s", ck_code_text(err.code), err.detail);
    } else if (count > 0) {
        ck_log("took up %zu unfinished jobs", count);
    }
}
