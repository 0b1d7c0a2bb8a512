/* verbs_folder.c - the verbs of PROTOCOL.md that are about the save folder and the
 * settings. */
#include "face/encode.h"
#include "face/example.h"
#include "face/port.h"

#include "base/log.h"
#include "base/mem.h"
#include "desktop/detached.h"
#include "session/moving.h"

/* All views are told, also those that did not change it. */
void ck_port_tell_settings(struct ck_port *port)
{
    if (port->subscription != 0) {
        ck_port_send(
            port, ck_encode_event(port->subscription, "settings", ck_port_settings(port)),
            0);
    }
}

void ck_port_choose_folder(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (port->dialog_request != 0) {
        (void)ck_fail(&err, CK_ERR_DIALOG_BUSY, NULL);
        ck_port_error(port, message->id, &err);
        return;
    }
    if (!ck_dialog_open(ck_session_settings(port->session)->folder, &port->dialog,
                        &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    port->dialog_request = message->id;
}

static void folder_chosen(struct ck_port *port)
{
    int64_t id = port->dialog_request;
    ck_autofree char *path = NULL;
    struct ck_error err;
    bool done = false;
    bool ok = ck_dialog_finish(&port->dialog, &done, &path, &err);

    if (ok && !done) {
        return;
    }
    port->dialog_request = 0;
    if (!ok || !ck_session_choose_folder(port->session, path, &err)) {
        ck_port_error(port, id, &err);
        return;
    }
    ck_log("the save folder was chosen in the dialog");
    ck_port_answer(port, id, json_pack("{s:o}", "settings", ck_port_settings(port)));
    ck_port_tell_settings(port);
}

void ck_port_dialog(struct ck_port *port)
{
    if (port->proves.json != NULL) {
        ck_port_proof(port);
    } else if (port->import.choosing) {
        ck_port_export_chosen(port);
    } else {
        folder_chosen(port);
    }
}

void ck_port_show_in_folder(struct ck_port *port, const struct ck_message *message)
{
    ck_autofree char *path = NULL;
    const char *post = message->post[0] != '\0' ? message->post : NULL;
    struct ck_error err;

    if (!ck_session_where(port->session, message->job, post, &path, &err) ||
        !ck_show_in_folder(path, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id, json_object());
}

void ck_port_change(struct ck_port *port, const struct ck_message *message)
{
    struct ck_settings changed = *ck_session_settings(port->session);
    struct ck_error err;

    if (message->choice.names != NULL && !ck_names_valid(message->choice.names, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_choice_apply(&message->choice, &changed);
    if (message->set && !ck_session_change(port->session, &changed, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id,
                   json_pack("{s:o}", "settings", ck_port_settings(port)));
    if (message->set) {
        ck_port_tell_settings(port);
    }
}

/* What a pattern would make of a post; nothing is changed. */
void ck_port_names(struct ck_port *port, const struct ck_message *message)
{
    ck_port_answer(port, message->id, ck_example_json(message->names));
}

/* What is kept in other folders, and whether it is on its way. */
void ck_port_moving(struct ck_port *port, const struct ck_message *message)
{
    struct ck_elsewhere_view there;
    struct ck_error err;

    if (!ck_session_elsewhere(port->session, &there, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id,
                   ck_encode_moving(&there, ck_detached_runs(CK_DETACHED_MOVE)));
}

static bool change_move(struct ck_port *port, enum ck_move_word word,
                        struct ck_error *err)
{
    switch (word) {
    case CK_MOVE_START:
        return ck_detached_runs(CK_DETACHED_MOVE)
                   ? ck_fail(err, CK_ERR_MOVING, NULL)
                   : ck_detached_start(CK_DETACHED_MOVE, err);
    case CK_MOVE_STOP:
        return ck_detached_stop(CK_DETACHED_MOVE) || ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    case CK_MOVE_LEAVE:
        break;
    }
    return ck_session_leave(port->session, NULL, true, err);
}

void ck_port_move(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (!change_move(port, message->move, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_log("posts of another folder: %s", message->move == CK_MOVE_START ? "to be moved"
                                          : message->move == CK_MOVE_STOP
                                              ? "not to be moved any further"
                                              : "left there");
    ck_port_answer(port, message->id, json_object());
}

void ck_port_move_on(struct ck_port *port)
{
    struct ck_elsewhere_view there;
    struct ck_error err;

    if (!ck_session_elsewhere(port->session, &there, &err) || !there.unfinished ||
        ck_detached_runs(CK_DETACHED_MOVE)) {
        return;
    }
    if (ck_detached_start(CK_DETACHED_MOVE, &err)) {
        ck_log("a move of posts that had died goes on");
    } else {
        ck_log("a move of posts does not go on: %s", err.detail);
    }
}
