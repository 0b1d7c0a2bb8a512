/* verbs_care.c - the verbs of PROTOCOL.md that look after Clipkeep itself. */
#include "face/port.h"

#include "base/clock.h"
#include "base/log.h"
#include "desktop/doctor.h"

/* Each browser takes it 5 seconds at most, and few people have ten. */
enum { DOCTOR_MS = 60000 };

/* Ends the doctor under way, and tells whoever asked for it why. */
static void end_doctor(struct ck_port *port, enum ck_code code, const char *why)
{
    struct ck_error err;

    (void)ck_fail(&err, code, "%s", why);
    ck_heard_clear(&port->doctor);
    ck_port_error(port, port->doctor_request, &err);
    port->doctor_request = 0;
}

/* One at a time: who asks anew wants to see what has changed. */
void ck_port_doctor(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (port->doctor_request != 0) {
        end_doctor(port, CK_ERR_CANCELLED, "asked for anew");
    }
    if (!ck_doctor_start(&port->doctor, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    port->doctor_request = message->id;
    port->doctor_until_ms = ck_clock_ms() + DOCTOR_MS;
}

void ck_port_doctor_on(struct ck_port *port)
{
    int64_t id = port->doctor_request;
    json_t *found = NULL;
    struct ck_error err;
    bool done = false;
    bool ok = ck_doctor_hear(&port->doctor, &done, &found, &err);

    if (ok && !done) {
        if (ck_clock_ms() >= port->doctor_until_ms) {
            end_doctor(port, CK_ERR_DOCTOR, "it took too long");
        }
        return;
    }
    port->doctor_request = 0;
    if (!ok) {
        ck_log("the check-up could not be done: %s", err.detail);
        ck_port_error(port, id, &err);
        return;
    }
    ck_port_answer(port, id,
                   json_pack("{s:O, s:O}", "ok", json_object_get(found, "ok"), "checks",
                             json_object_get(found, "checks")));
    json_decref(found);
}

/* Nothing is logged of it: the log is empty afterwards. */
void ck_port_delete_history(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;
    size_t count = 0;

    if (ck_session_forget_history(port->session, &count, &err)) {
        ck_port_answer(port, message->id, json_pack("{s:I}", "count", (json_int_t)count));
    } else {
        ck_port_error(port, message->id, &err);
    }
}
