/* verbs_folder.c - the verbs of PROTOCOL.md that are about the save folder and the
 * settings. */
#include "face/encode.h"
#include "face/example.h"
#include "face/port.h"

#include "base/log.h"
#include "base/mem.h"

/* All views are told, also those that did not change it. */
static void tell_settings(struct ck_port *port)
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

static bool put_folder(struct ck_port *port, char *path, struct ck_error *err)
{
    struct ck_settings settings = *ck_session_settings(port->session);

    settings.folder = path;
    settings.folder_chosen = true;
    return ck_session_change(port->session, &settings, err);
}

void ck_port_dialog(struct ck_port *port)
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
    if (!ok || !put_folder(port, path, &err)) {
        ck_port_error(port, id, &err);
        return;
    }
    ck_log("the save folder was chosen in the dialog");
    ck_port_answer(port, id, json_pack("{s:o}", "settings", ck_port_settings(port)));
    tell_settings(port);
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
        tell_settings(port);
    }
}

/* What a pattern would make of a post; nothing is changed. */
void ck_port_names(struct ck_port *port, const struct ck_message *message)
{
    ck_port_answer(port, message->id, ck_example_json(message->names));
}
