/* port.h - one open port to the extension: what native.c (bytes, signals, the loop) and
 * verbs.c (what is asked for) share. */
#ifndef CK_FACE_PORT_H
#define CK_FACE_PORT_H

#include "desktop/helper.h"
#include "face/message.h"
#include "face/outbox.h"
#include "session/session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* TikTok's data export, as it is chosen, looked at and taken in. */
struct ck_importing {
    bool choosing;           /* the dialog that is open is for it */
    int64_t request;         /* id of the `import-choose` that is looked at, 0: none */
    struct ck_heard program; /* looks at it, or takes it in */
    bool stopping;           /* it was asked to end */
    char *path;              /* that was chosen, NULL: none; it is never told */
    json_t *state;           /* of what was taken in last, NULL: nothing */
};

struct ck_port {
    struct ck_session *session;
    struct ck_outbox outbox;
    const char *browser; /* "chromium" or "firefox" */
    const char *caller;  /* the extension as the browser named it */
    bool greeted;
    bool ended;
    bool hung_up;         /* by the browser */
    int64_t subscription; /* id of the newest `subscribe`, 0: none */
    struct ck_heard dialog;
    int64_t dialog_request;   /* id of the request it is for, 0: none is open */
    struct ck_message proves; /* a `permission` that waits for its proof; no JSON: none */
    struct ck_heard doctor;
    int64_t doctor_request;  /* id of the `doctor` under way, 0: none */
    int64_t doctor_until_ms; /* when it is given up */
    int64_t backup_due_ms;   /* when subscribers may be told of runs again */
    struct ck_importing import;
    json_t *backup_told;   /* what they were told last, NULL: nothing */
    int64_t resume_due_ms; /* when to take up unfinished jobs, 0: done or not asked */
};

/* Sends a message; `json` is stolen. `job` not 0: it makes waiting progress of this job
 * out of date. A port that cannot send ends, and says so in the log. */
void ck_port_send(struct ck_port *port, json_t *json, int64_t job);
/* The same for progress of `job`, which gives way to newer progress. */
void ck_port_progress(struct ck_port *port, json_t *json, int64_t job);
void ck_port_error(struct ck_port *port, int64_t id, const struct ck_error *err);

/* verbs.c */
void ck_port_handle(struct ck_port *port, const struct ck_message *message);
/* The session's report; `ctx` is the port. */
void ck_port_report(void *ctx, const struct ck_job_view *job);
/* The session's word that all jobs wait, or go on. */
void ck_port_troubled(void *ctx, enum ck_code code);
/* Takes up jobs that dead processes left. */
void ck_port_resume(struct ck_port *port);

/* Answers the request; `result` is stolen. */
void ck_port_answer(struct ck_port *port, int64_t id, json_t *result);
/* The settings as they are told. */
json_t *ck_port_settings(const struct ck_port *port);

/* verbs_folder.c */
/* Tells subscribers of the settings in force. */
void ck_port_tell_settings(struct ck_port *port);
void ck_port_choose_folder(struct ck_port *port, const struct ck_message *message);
void ck_port_show_in_folder(struct ck_port *port, const struct ck_message *message);
void ck_port_change(struct ck_port *port, const struct ck_message *message);
void ck_port_names(struct ck_port *port, const struct ck_message *message);
void ck_port_moving(struct ck_port *port, const struct ck_message *message);
void ck_port_move(struct ck_port *port, const struct ck_message *message);
/* Goes on with a move that died. */
void ck_port_move_on(struct ck_port *port);
/* The dialog's descriptor is readable. */
void ck_port_dialog(struct ck_port *port);

/* verbs_import.c */
void ck_port_import_choose(struct ck_port *port, const struct ck_message *message);
void ck_port_import_start(struct ck_port *port, const struct ck_message *message);
void ck_port_import_stop(struct ck_port *port, const struct ck_message *message);
void ck_port_importing(struct ck_port *port, const struct ck_message *message);
/* The dialog's descriptor is readable, and it is for an export. */
void ck_port_export_chosen(struct ck_port *port);
/* The program's descriptor is readable. */
void ck_port_import_on(struct ck_port *port);
/* At the end: what is taken in goes on without us. */
void ck_port_import_leave(struct ck_port *port);

/* verbs_care.c */
void ck_port_doctor(struct ck_port *port, const struct ck_message *message);
/* The doctor's descriptor is readable, or it is time to give it up. */
void ck_port_doctor_on(struct ck_port *port);
void ck_port_delete_history(struct ck_port *port, const struct ck_message *message);

/* verbs_backup.c */
/* Bytes that a kept post has on average, or null. */
CK_NODISCARD bool ck_port_post_size(struct ck_port *port, json_t **ret,
                                    struct ck_error *err);
void ck_port_backup_open(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_answer(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_end(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_receipt(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_ahead(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_due(struct ck_port *port, const struct ck_message *message);
void ck_port_backup_retry(struct ck_port *port, const struct ck_message *message);
/* Tells subscribers how far the runs are, if it is time to and something has changed. */
void ck_port_backup_tell(struct ck_port *port);
/* Milliseconds until then, -1: no run is under way. */
int ck_port_backup_wait_ms(const struct ck_port *port, int64_t now_ms);

/* verbs_permission.c */
void ck_port_permission(struct ck_port *port, const struct ck_message *message);
void ck_port_permissions(struct ck_port *port, const struct ck_message *message);
void ck_port_withdraw(struct ck_port *port, const struct ck_message *message);
/* The dialog for a proof has something to say. */
void ck_port_proof(struct ck_port *port);

#endif
