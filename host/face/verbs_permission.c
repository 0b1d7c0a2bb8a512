/* verbs_permission.c - the verbs of PROTOCOL.md that are about what creators permitted.
 */
#include "face/permit.h"
#include "face/port.h"

#include "base/log.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "session/permission.h"

#include <string.h>

_Static_assert((int)CK_CHOSEN_MAX == (int)CK_PERMISSION_PROOF_MAX, "one limit");

/* All of the post, or what kept it from being done. */
static void answer(struct ck_port *port, int64_t id, const char *post, bool ok,
                   struct ck_error *err)
{
    struct ck_permission *list = NULL;
    size_t count = 0;

    if (!ok || !ck_session_permissions(port->session, post, &list, &count, err)) {
        ck_port_error(port, id, err);
        return;
    }
    ck_port_answer(port, id,
                   json_pack("{s:o}", "permissions", ck_encode_permissions(list, count)));
    ck_permissions_free(list, count);
}

static void permit(struct ck_port *port, const struct ck_message *message,
                   const struct ck_proof *proof)
{
    struct ck_error err = {0};
    bool ok =
        ck_session_permit(port->session, message->post, &message->permit, proof, &err);

    ck_log("a permission for %s: %s", message->post,
           ok ? "written down" : ck_code_text(err.code));
    answer(port, message->id, message->post, ok, &err);
}

/* Asks for the proof first; the message waits for it. */
static bool ask_for_proof(struct ck_port *port, const struct ck_message *message,
                          struct ck_error *err)
{
    ck_autofree char *home = ck_place_home();

    if (port->dialog_request != 0) {
        return ck_fail(err, CK_ERR_DIALOG_BUSY, NULL);
    }
    if (!ck_session_may_permit(port->session, message->post, err) ||
        !ck_dialog_open_file(home != NULL ? home : "/", &port->dialog, err)) {
        return false;
    }
    port->dialog_request = message->id;
    port->proves = *message;
    (void)json_incref(message->json);
    return true;
}

void ck_port_permission(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err = {0};

    if (!message->proof) {
        permit(port, message, NULL);
    } else if (!ask_for_proof(port, message, &err)) {
        ck_port_error(port, message->id, &err);
    }
}

void ck_port_proof(struct ck_port *port)
{
    struct ck_chosen chosen;
    struct ck_error err;
    bool done = false;
    bool ok = ck_dialog_finish_file(&port->dialog, &done, &chosen, &err);

    if (ok && !done) {
        return;
    }
    if (ok) {
        const struct ck_proof proof = {chosen.name, chosen.bytes, chosen.len};

        permit(port, &port->proves, &proof);
    } else {
        ck_port_error(port, port->dialog_request, &err);
    }
    ck_chosen_clear(&chosen);
    ck_message_clear(&port->proves);
    port->dialog_request = 0;
}

void ck_port_permissions(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err = {0};

    answer(port, message->id, message->post, true, &err);
}

void ck_port_withdraw(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err = {0};
    bool ok = ck_session_withdraw(port->session, message->post, message->number, &err);

    answer(port, message->id, message->post, ok, &err);
}
