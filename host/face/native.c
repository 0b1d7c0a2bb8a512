#include "face/native.h"

#include "base/clock.h"
#include "base/io.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "desktop/detached.h"
#include "desktop/places.h"
#include "face/encode.h"
#include "face/frames.h"
#include "face/port.h"
#include "face/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* How long the end may take: browsers give 2 seconds, we promise 1. */
enum { END_MS = 700, READS_IN_A_TURN = 16 };

static void fail_port(struct ck_port *port, const struct ck_error *err)
{
    if (!port->ended) {
        ck_log("the port ends: %s %s", ck_code_text(err->code), err->detail);
    }
    /* A browser that ends closes both pipes, and we may meet either first. */
    port->hung_up = port->hung_up || err->code == CK_ERR_NET;
    port->ended = true;
}

static void send_text(struct ck_port *port, json_t *json, int64_t job, bool progress)
{
    ck_autobuf struct ck_buf text = {.max = 2 * (size_t)CK_FRAME_MAX_OUT};
    struct ck_error err = {0};
    bool ok = ck_json_add(&text, json, JSON_COMPACT);

    json_decref(json);
    if (!ok) {
        (void)ck_fail(&err, CK_ERR_NOMEM, "making a message");
        fail_port(port, &err);
        return;
    }
    ok = progress
             ? ck_outbox_progress(&port->outbox, ck_buf_text(&text), text.len, job, &err)
             : ck_outbox_add(&port->outbox, ck_buf_text(&text), text.len, job, &err);
    if (!ok) {
        fail_port(port, &err);
    }
}

void ck_port_send(struct ck_port *port, json_t *json, int64_t job)
{
    send_text(port, json, job, false);
}

void ck_port_progress(struct ck_port *port, json_t *json, int64_t job)
{
    send_text(port, json, job, true);
}

void ck_port_error(struct ck_port *port, int64_t id, const struct ck_error *err)
{
    ck_port_send(port, ck_encode_error(id, err->code, err->detail), 0);
}

static void take_message(struct ck_port *port, const char *text, size_t len)
{
    struct ck_message message;
    struct ck_error err = {0};
    bool ok = ck_message_read(text, len, &message, &err);
    bool hello = message.json != NULL && message.verb == CK_VERB_HELLO;

    if (message.id > 0 && !port->greeted && !(ok && hello) &&
        err.code != CK_ERR_MESSAGE) {
        ok = ck_fail(&err, CK_ERR_HELLO, NULL);
    }
    if (ok) {
        ck_port_handle(port, &message);
    } else {
        ck_log("message refused: %s %s", ck_code_text(err.code), err.detail);
        ck_port_error(port, message.id, &err);
    }
    ck_message_clear(&message);
}

static void take_bytes(struct ck_port *port, struct ck_frames *frames, const char *at,
                       size_t len)
{
    struct ck_error err;
    size_t body_len;
    const char *body;

    while (!port->ended) {
        switch (ck_frames_next(frames, &at, &len)) {
        case CK_FRAME_MORE:
            return;
        case CK_FRAME_WHOLE:
            body = ck_frames_body(frames, &body_len);
            take_message(port, body, body_len);
            break;
        case CK_FRAME_EMPTY:
            (void)ck_fail(&err, CK_ERR_FRAME, "empty frame");
            ck_port_error(port, 0, &err);
            break;
        case CK_FRAME_TOO_LARGE:
        case CK_FRAME_NOMEM:
            (void)ck_fail(&err, CK_ERR_FRAME_SIZE, "over %d bytes", CK_FRAME_MAX_IN);
            ck_port_error(port, 0, &err);
            fail_port(port, &err);
            break;
        }
    }
}

/* Reads what the browser has written. Its end is ours. */
static void take_input(struct ck_port *port, struct ck_frames *frames)
{
    char chunk[65536];

    for (int i = 0; i < READS_IN_A_TURN && !port->ended; i++) {
        ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));

        if (n > 0) {
            take_bytes(port, frames, chunk, (size_t)n);
        } else if (n == 0) {
            ck_log("the browser closed the port");
            port->hung_up = true;
            port->ended = true;
        } else if (errno == EAGAIN || errno == EINTR) {
            return;
        } else {
            ck_log("reading from the browser: %s", strerror(errno));
            port->ended = true;
        }
    }
}

static int sooner(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int next_timeout(const struct ck_port *port)
{
    int64_t now = ck_clock_ms();
    int resume = -1;
    int doctor = -1;

    if (port->resume_due_ms > 0) {
        resume = now >= port->resume_due_ms ? 0 : (int)(port->resume_due_ms - now);
    }
    if (port->doctor_request != 0) {
        doctor = now >= port->doctor_until_ms ? 0 : (int)(port->doctor_until_ms - now);
    }
    return sooner(sooner(ck_outbox_wait_ms(&port->outbox, now), resume),
                  sooner(doctor, ck_port_backup_wait_ms(port, now)));
}

/* Waits for what a program says too, if it runs. */
static const struct ck_wait *hear(bool runs, const struct ck_heard *heard,
                                  struct ck_wait *waits, size_t *count)
{
    if (!runs) {
        return NULL;
    }
    waits[*count] = (struct ck_wait){.fd = heard->fd, .events = POLLIN};
    *count += 1;
    return &waits[*count - 1];
}

/* Goes on with what programs have said. */
static void serve_programs(struct ck_port *port, const struct ck_wait *dialog,
                           const struct ck_wait *doctor, const struct ck_wait *import)
{
    if (import != NULL && import->revents != 0) {
        ck_port_import_on(port);
    }
    if (dialog != NULL && dialog->revents != 0) {
        ck_port_dialog(port);
    }
    if (doctor != NULL &&
        (doctor->revents != 0 || ck_clock_ms() >= port->doctor_until_ms)) {
        ck_port_doctor_on(port);
    }
}

/* One turn: waits, then serves whoever moved. */
static void turn(struct ck_port *port, struct ck_frames *frames, int signal_fd)
{
    enum { INPUT, SIGNALS, OUTPUT, ALWAYS, PROGRAMS = 3 };
    struct ck_wait waits[ALWAYS + PROGRAMS] = {
        [INPUT] = {.fd = STDIN_FILENO, .events = POLLIN},
        [SIGNALS] = {.fd = signal_fd, .events = POLLIN},
        [OUTPUT] = {.fd = port->outbox.fd},
    };
    size_t count = ALWAYS;
    const struct ck_wait *dialog =
        hear(port->dialog_request != 0, &port->dialog, waits, &count);
    const struct ck_wait *doctor =
        hear(port->doctor_request != 0, &port->doctor, waits, &count);
    const struct ck_wait *import =
        hear(port->import.program.program.pid > 0, &port->import.program, waits, &count);
    struct ck_error err;

    waits[OUTPUT].events = ck_outbox_wants_write(&port->outbox) ? POLLOUT : 0;
    if (!ck_session_turn(port->session, waits, count, next_timeout(port), &err)) {
        fail_port(port, &err);
        return;
    }
    if (waits[SIGNALS].revents != 0 && ck_signals_take(signal_fd) != 0) {
        ck_log("asked to end by a signal");
        port->ended = true;
        return;
    }
    if ((waits[OUTPUT].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
        (void)ck_fail(&err, CK_ERR_NET, "the browser does not listen any more");
        fail_port(port, &err);
        return;
    }
    serve_programs(port, dialog, doctor, import);
    if (ck_session_heed_settings(port->session, waits[INPUT].revents != 0)) {
        ck_log("the settings were changed by another program");
        ck_port_tell_settings(port);
    }
    if (waits[INPUT].revents != 0) {
        take_input(port, frames);
    }
    if (port->resume_due_ms > 0 && ck_clock_ms() >= port->resume_due_ms) {
        ck_port_resume(port);
    }
    ck_port_backup_tell(port);
    if (!ck_outbox_pump(&port->outbox, ck_clock_ms(), &err)) {
        fail_port(port, &err);
    }
    if (ck_session_outgrown(port->session)) {
        ck_log("the sandbox does not know the save folder: the next host will");
        port->ended = true;
    }
}

static bool set_nonblocking(int fd, struct ck_error *err)
{
    int flags = fcntl(fd, F_GETFL);

    return (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0) ||
           ck_fail(err, CK_ERR_INTERNAL, "fcntl: %s", strerror(errno));
}

/* Keeps the browser's end of stdout for ourselves: whatever a library prints there goes
 * to stderr and spoils no frame. */
static bool guard_stdio(int *ret_out, struct ck_error *err)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

    if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "guarding stdout: %s", strerror(errno));
    }
    *ret_out = out;
    return set_nonblocking(out, err) && set_nonblocking(STDIN_FILENO, err);
}

/* Settings may be changed for the first time when the sandbox is closed already. */
static void make_settings_folder(void)
{
    ck_autofree char *path = ck_place_settings();

    if (path != NULL) {
        *strrchr(path, '/') = '\0';
        (void)!ck_make_folders(path, 0700, NULL); /* said when settings are saved */
    }
}

static void open_log(void)
{
    ck_autofree char *state = ck_place_state();
    ck_autofree char *path = ck_place_log();
    struct ck_error err;

    if (state != NULL && path != NULL && ck_make_folders(state, 0700, &err) &&
        !ck_log_open(path, true, &err)) {
        ck_log("no log file: %s", err.detail);
    }
}

/* What was said last should arrive if the browser still listens. */
static void flush(struct ck_port *port)
{
    struct pollfd out = {.fd = port->outbox.fd, .events = POLLOUT};
    int64_t end = ck_clock_ms() + END_MS / 2;

    while (ck_outbox_wants_write(&port->outbox) && ck_clock_ms() < end &&
           ck_outbox_pump(&port->outbox, ck_clock_ms(), NULL) &&
           ck_outbox_wants_write(&port->outbox)) {
        (void)poll(&out, 1, 50);
    }
}

/* What the browser leaves unfinished goes on without it, if the person wants that. */
static void hand_over(bool wanted)
{
    struct ck_error err;

    if (wanted && !ck_detached_runs(CK_DETACHED_RESUME) &&
        !ck_detached_start(CK_DETACHED_RESUME, &err)) {
        ck_log("nobody goes on: %s", err.detail);
    }
}

static bool serve(struct ck_port *port, struct ck_error *err)
{
    const struct ck_session_options options = {.browser = port->browser,
                                               .report = ck_port_report,
                                               .ctx = port,
                                               .sandbox = CK_SANDBOX_SAVING,
                                               .troubled = ck_port_troubled,
                                               .wait_for_disk = true,
                                               .network_ms = -1,
                                               .reread = CK_REREAD_IDLE};
    struct ck_frames frames;
    int signal_fd = -1;
    int out = -1;
    bool wanted;

    if (!guard_stdio(&out, err) || !ck_signals_catch(&signal_fd, err)) {
        return false;
    }
    ck_outbox_init(&port->outbox, out);
    ck_frames_init(&frames);
    make_settings_folder();
    if (!ck_starter_begin(err)) {
        ck_log("no starter: %s", err->detail); /* dialogs will be inside the sandbox */
    }
    if (!ck_session_create(&options, &port->session, err)) {
        ck_port_error(port, 0, err);
        flush(port);
        ck_starter_end();
        return false;
    }
    while (!port->ended) {
        turn(port, &frames, signal_fd);
    }
    ck_signals_last_word(END_MS, 0);
    flush(port);
    ck_heard_clear(&port->dialog);
    ck_heard_clear(&port->doctor);
    ck_port_import_leave(port);
    ck_message_clear(&port->proves);
    json_decref(port->backup_told);
    wanted = port->hung_up && ck_session_settings(port->session)->keep_going &&
             ck_session_unfinished_work(port->session);
    ck_session_free(port->session);
    hand_over(wanted);
    ck_starter_end();
    ck_outbox_clear(&port->outbox);
    ck_frames_clear(&frames);
    return true;
}

int ck_native_main(enum ck_browser_family family, const char *caller)
{
    struct ck_port port = {
        .browser = family == CK_FAMILY_FIREFOX ? "firefox" : "chromium",
        .caller = caller,
    };
    struct ck_error err = {0};

    open_log();
    if (!serve(&port, &err)) {
        ck_log("cannot serve the browser: %s %s", ck_code_text(err.code), err.detail);
        return 1;
    }
    return 0;
}

int ck_native_refuse(const char *caller)
{
    ck_autobuf struct ck_buf text = {.max = 4096};
    json_auto_t *json = ck_encode_error(0, CK_ERR_ORIGIN, "");
    uint32_t len;

    open_log();
    ck_log("refused: %s is not Clipkeep's extension", caller);
    if (ck_json_add(&text, json, JSON_COMPACT)) {
        len = (uint32_t)text.len;
        (void)!ck_write_all(STDOUT_FILENO, &len, sizeof(len), NULL);
        (void)!ck_write_all(STDOUT_FILENO, ck_buf_text(&text), text.len, NULL);
    }
    return 6;
}
