/* verbs_import.c - the verbs of PROTOCOL.md that take in TikTok's data export. This
 * host's sandbox does not let it open the export: `clipkeep import` does, a program of
 * its own, which goes on when the browser ends. */
#include "face/encode.h"
#include "face/import_state.h"
#include "face/importing.h"
#include "face/port.h"

#include "base/log.h"
#include "base/mem.h"
#include "desktop/detached.h"
#include "desktop/places.h"
#include "tiktok/export.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

enum {
    SAID_MAX = 32 * 1024 * 1024,
    LISTS_MAX = 255,
    END_MS = 2000,
    NAME_MAX_BYTES = 255
};

static bool runs(const struct ck_importing *import)
{
    return import->program.program.pid > 0;
}

static void tell(struct ck_port *port)
{
    if (port->subscription != 0) {
        ck_port_send(port,
                     ck_encode_event(port->subscription, "import",
                                     json_deep_copy(port->import.state)),
                     0);
    }
}

/* --- choosing, and what is in it --------------------------------------------------- */

static bool choose(struct ck_port *port, bool folder, struct ck_error *err)
{
    ck_autofree char *home = ck_place_home();

    if (port->dialog_request != 0) {
        return ck_fail(err, CK_ERR_DIALOG_BUSY, NULL);
    }
    if (runs(&port->import) || ck_detached_runs(CK_DETACHED_IMPORT)) {
        return ck_fail(err, CK_ERR_IMPORTING, NULL);
    }
    return ck_dialog_open_export(folder, home != NULL ? home : "/", &port->dialog, err);
}

void ck_port_import_choose(struct ck_port *port, const struct ck_message *message)
{
    struct ck_error err;

    if (!choose(port, message->folder, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    port->dialog_request = message->id;
    port->import.choosing = true;
}

static bool look(struct ck_importing *import, char *path, struct ck_error *err)
{
    ck_free(import->path);
    import->path = path;
    return ck_heard_start(CK_START_IMPORT_LOOK, path, NULL, SAID_MAX, &import->program) ||
           ck_fail(err, CK_ERR_INTERNAL, "starting clipkeep: %s", strerror(errno));
}

void ck_port_export_chosen(struct ck_port *port)
{
    int64_t id = port->dialog_request;
    struct ck_error err;
    bool done = false;
    char *path = NULL;
    bool ok = ck_dialog_finish_export(&port->dialog, &done, &path, &err);

    if (ok && !done) {
        return;
    }
    port->dialog_request = 0;
    port->import.choosing = false;
    if (ok && look(&port->import, path, &err)) {
        port->import.request = id;
    } else {
        ck_port_error(port, id, &err);
    }
}

/* What is in it, and what is known of room and sizes here; `found` is stolen. */
static void answer_found(struct ck_port *port, int64_t id, json_t *found)
{
    int64_t space = ck_session_space(port->session);
    json_t *each = NULL;
    struct ck_error err;

    if (!ck_port_post_size(port, &each, &err)) {
        json_decref(found);
        ck_port_error(port, id, &err);
        return;
    }
    ck_port_answer(
        port, id,
        json_pack("{s:o, s:o, s:o, s:o}", "name",
                  ck_encode_text(ck_last_component(port->import.path), NAME_MAX_BYTES),
                  "found", found, "free", space >= 0 ? json_integer(space) : json_null(),
                  "each", each));
}

static void looked(struct ck_port *port)
{
    struct ck_importing *import = &port->import;
    int64_t id = import->request;
    int status = ck_heard_end(&import->program, END_MS);
    const struct ck_buf *said = &import->program.text;
    struct ck_error err;
    json_t *found = NULL;

    import->request = 0;
    if (import->stopping) {
        (void)ck_fail(&err, CK_ERR_CANCELLED, NULL);
    } else {
        found = ck_import_found(ck_buf_text(said), said->len, status, &err);
    }
    ck_heard_clear(&import->program);
    import->stopping = false;
    if (found != NULL) {
        answer_found(port, id, found);
    } else {
        ck_log("a data export: %s", ck_code_text(err.code));
        ck_port_error(port, id, &err);
    }
}

/* --- taking in -------------------------------------------------------------------- */

static void add_names(struct ck_buf *buf, unsigned lists)
{
    for (int i = 1; i < CK_EXPORT_LISTS; i++) {
        if ((lists >> i & 1U) != 0) {
            ck_buf_addf(buf, "%s%s", buf->len > 0 ? "," : "",
                        ck_export_list_text((enum ck_export_list)i));
        }
    }
}

static bool start(struct ck_importing *import, const struct ck_message *message,
                  struct ck_error *err)
{
    enum ck_start what = message->consent ? CK_START_IMPORT_PRIVATELY : CK_START_IMPORT;
    ck_autobuf struct ck_buf names = {.max = LISTS_MAX};

    if (runs(import) || ck_detached_runs(CK_DETACHED_IMPORT)) {
        return ck_fail(err, CK_ERR_IMPORTING, NULL);
    }
    if (import->path == NULL) {
        return ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    }
    add_names(&names, message->export_lists);
    return (ck_buf_ok(&names) && ck_heard_start(what, import->path, ck_buf_text(&names),
                                                SAID_MAX, &import->program)) ||
           ck_fail(err, CK_ERR_INTERNAL, "starting clipkeep: %s", strerror(errno));
}

void ck_port_import_start(struct ck_port *port, const struct ck_message *message)
{
    struct ck_importing *import = &port->import;
    struct ck_error err;

    if (!start(import, message, &err)) {
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_log("a data export is taken in");
    json_decref(import->state);
    import->state = ck_import_state("reading", ck_last_component(import->path));
    ck_port_answer(port, message->id, json_object());
    tell(port);
}

static void taken(struct ck_port *port)
{
    struct ck_importing *import = &port->import;
    const struct ck_buf *said = &import->program.text;

    (void)ck_heard_end(&import->program, END_MS);
    ck_import_state_end(import->state, ck_buf_text(said), said->len);
    ck_log("a data export: %s",
           json_string_value(json_object_get(import->state, "state")));
    ck_heard_clear(&import->program);
    import->stopping = false;
    tell(port);
    ck_port_resume(port); /* what it has queued */
}

void ck_port_import_on(struct ck_port *port)
{
    struct ck_importing *import = &port->import;
    bool over = ck_heard_on(&import->program);
    size_t heard = 0;

    if (import->request != 0) {
        if (over) {
            looked(port);
        }
        return;
    }
    heard = ck_import_state_hear(import->state, ck_buf_text(&import->program.text));
    ck_buf_consume(&import->program.text, heard);
    if (over) {
        taken(port);
    } else if (heard > 0) {
        tell(port);
    }
}

void ck_port_import_stop(struct ck_port *port, const struct ck_message *message)
{
    struct ck_importing *import = &port->import;
    struct ck_error err;

    if (runs(import)) {
        import->stopping = true;
        (void)kill(import->program.program.pid, SIGTERM);
    } else if (!ck_detached_stop(CK_DETACHED_IMPORT)) {
        (void)ck_fail(&err, CK_ERR_NOT_FOUND, NULL);
        ck_port_error(port, message->id, &err);
        return;
    }
    ck_port_answer(port, message->id, json_object());
}

void ck_port_importing(struct ck_port *port, const struct ck_message *message)
{
    bool elsewhere = !runs(&port->import) && ck_detached_runs(CK_DETACHED_IMPORT);

    ck_port_answer(port, message->id,
                   port->import.state != NULL && !elsewhere
                       ? json_deep_copy(port->import.state)
                       : ck_import_state(elsewhere ? "reading" : "none", NULL));
}

void ck_port_import_leave(struct ck_port *port)
{
    if (port->import.request != 0) {
        ck_heard_clear(&port->import.program);
    }
    ck_heard_leave(&port->import.program);
    ck_free(port->import.path);
    json_decref(port->import.state);
    port->import = (struct ck_importing){0};
}
