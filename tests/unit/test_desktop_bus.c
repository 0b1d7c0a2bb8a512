/* The session bus: a private one, with a stand-in for the desktop portal and the file
 * manager on it. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/helper.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* How the stand-in answers. */
struct manner {
    uint32_t version;
    uint32_t response;
    const char *uri; /* below the place; NULL: none */
    bool hangs;      /* never answers anything */
    bool dies;       /* once the dialog is open */
};

static char place[64];
static pid_t bus_pid;
static pid_t desktop_pid;

static const char *in_place(const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", place, name);
    return path;
}

/* --- the stand-in, in a process of its own --- */

static int on_version(sd_bus *bus, const char *path, const char *interface,
                      const char *property, sd_bus_message *reply, void *ctx,
                      sd_bus_error *error)
{
    const struct manner *manner = ctx;

    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;
    while (manner->hangs) {
        (void)pause();
    }
    return sd_bus_message_append(reply, "u", manner->version);
}

/* True when the options of OpenFile ask for a folder, starting in the place. */
static bool options_are_right(sd_bus_message *call)
{
    const char *key = NULL;
    bool directory = false;
    bool start = false;

    if (sd_bus_message_skip(call, "ss") < 0 ||
        sd_bus_message_enter_container(call, 'a', "{sv}") < 0) {
        return false;
    }
    while (sd_bus_message_enter_container(call, 'e', "sv") > 0) {
        int flag = 0;
        const void *bytes = NULL;
        size_t len = 0;

        (void)sd_bus_message_read(call, "s", &key);
        if (strcmp(key, "directory") == 0) {
            (void)sd_bus_message_read(call, "v", "b", &flag);
            directory = flag != 0;
        } else if (strcmp(key, "current_folder") == 0) {
            (void)sd_bus_message_enter_container(call, 'v', "ay");
            (void)sd_bus_message_read_array(call, 'y', &bytes, &len);
            (void)sd_bus_message_exit_container(call);
            start = len == strlen(place) + 1 && memcmp(bytes, place, len) == 0;
        } else {
            (void)sd_bus_message_skip(call, "v");
        }
        (void)sd_bus_message_exit_container(call);
    }
    return directory && start;
}

static int on_open_file(sd_bus_message *call, void *ctx, sd_bus_error *error)
{
    const struct manner *manner = ctx;
    sd_bus *bus = sd_bus_message_get_bus(call);
    sd_bus_message *signal = NULL;
    char handle[200];
    char uri[400];
    bool right = options_are_right(call);

    (void)error;
    (void)snprintf(handle, sizeof(handle),
                   "/org/freedesktop/portal/desktop/request/%s/clipkeep",
                   sd_bus_message_get_sender(call) + 1);
    for (char *at = handle; *at != '\0'; at++) {
        *at = (char)(*at == '.' ? '_' : *at);
    }
    (void)sd_bus_reply_method_return(call, "o", handle);
    if (manner->dies) {
        (void)sd_bus_flush(bus);
        _exit(0);
    }
    (void)snprintf(uri, sizeof(uri), "%s%s", strchr(manner->uri, ':') ? "" : "file://",
                   strchr(manner->uri, ':') ? manner->uri : in_place(manner->uri));
    (void)sd_bus_message_new_signal(bus, &signal, handle,
                                    "org.freedesktop.portal.Request", "Response");
    (void)sd_bus_message_append(signal, "ua{sv}", right ? manner->response : 2, 2,
                                "choices", "s", "none", "uris", "as", 1, uri);
    (void)sd_bus_send(bus, signal, NULL);
    (void)sd_bus_message_unref(signal);
    return 1;
}

/* Notes what the file manager was asked to show. */
static int on_show(sd_bus_message *call, void *ctx, sd_bus_error *error)
{
    ck_autobuf struct ck_buf line = {.max = 1024};
    const char *uri = "";

    (void)ctx;
    (void)error;
    (void)sd_bus_message_enter_container(call, 'a', "s");
    (void)sd_bus_message_read(call, "s", &uri);
    ck_buf_addf(&line, "%s %s", sd_bus_message_get_member(call), uri);
    if (!ck_replace_file(in_place("shown"), line.data, line.len, 0600, NULL)) {
        return -EIO;
    }
    return sd_bus_reply_method_return(call, NULL);
}

static const sd_bus_vtable portal_table[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("version", "u", on_version, 0, 0),
    SD_BUS_METHOD("OpenFile", "ssa{sv}", "o", on_open_file, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};
static const sd_bus_vtable files_table[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("ShowItems", "ass", "", on_show, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("ShowFolders", "ass", "", on_show, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static void be_desktop(struct manner *manner, int ready)
{
    sd_bus *bus = NULL;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (sd_bus_open_user(&bus) < 0 ||
        sd_bus_add_object_vtable(bus, NULL, "/org/freedesktop/portal/desktop",
                                 "org.freedesktop.portal.FileChooser", portal_table,
                                 manner) < 0 ||
        sd_bus_add_object_vtable(bus, NULL, "/org/freedesktop/FileManager1",
                                 "org.freedesktop.FileManager1", files_table,
                                 manner) < 0 ||
        sd_bus_request_name(bus, "org.freedesktop.portal.Desktop", 0) < 0 ||
        sd_bus_request_name(bus, "org.freedesktop.FileManager1", 0) < 0 ||
        write(ready, "r", 1) != 1) {
        _exit(1);
    }
    for (;;) {
        if (sd_bus_process(bus, NULL) == 0) {
            (void)sd_bus_wait(bus, UINT64_MAX);
        }
    }
}

static void start_desktop(struct manner *manner)
{
    int ready[2];
    char byte = 0;

    assert_int_equal(pipe(ready), 0);
    desktop_pid = fork();
    assert_true(desktop_pid >= 0);
    if (desktop_pid == 0) {
        be_desktop(manner, ready[1]);
    }
    (void)close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
}

static void stop(pid_t *pid)
{
    if (*pid > 0) {
        (void)kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
        *pid = 0;
    }
}

/* --- the bus and the place --- */

static int start_bus(void **state)
{
    static const char zenity[] =
        "#!/bin/sh\n/bin/touch $PLACE/zenity\necho $PLACE/other\n";
    int address[2];
    char text[512] = "";
    ssize_t n;

    (void)state;
    (void)snprintf(place, sizeof(place), "/tmp/ck-bus-XXXXXX");
    assert_non_null(mkdtemp(place));
    assert_int_equal(pipe(address), 0);
    bus_pid = fork();
    assert_true(bus_pid >= 0);
    if (bus_pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(address[1], STDOUT_FILENO);
        (void)execlp("dbus-daemon", "dbus-daemon", "--session", "--nofork",
                     "--print-address", (char *)NULL);
        _exit(127);
    }
    (void)close(address[1]);
    n = read(address[0], text, sizeof(text) - 1);
    (void)close(address[0]);
    assert_true(n > 1); /* dbus-daemon is there and has started */
    text[strcspn(text, "\n")] = '\0';
    assert_int_equal(setenv("DBUS_SESSION_BUS_ADDRESS", text, 1), 0);
    /* zenity marks that it was asked; the display is one that is taken to answer. */
    assert_int_equal(mkdir(in_place("bin"), 0700), 0);
    assert_true(
        ck_replace_file(in_place("bin/zenity"), zenity, strlen(zenity), 0700, NULL));
    assert_int_equal(mkdir(in_place("a b"), 0700), 0);
    assert_int_equal(mkdir(in_place("other"), 0700), 0);
    assert_int_equal(setenv("PLACE", place, 1), 0);
    assert_int_equal(setenv("PATH", in_place("bin"), 1), 0);
    assert_int_equal(setenv("DISPLAY", "elsewhere:0", 1), 0);
    (void)unsetenv("WAYLAND_DISPLAY");
    return 0;
}

static int stop_bus(void **state)
{
    (void)state;
    stop(&desktop_pid);
    stop(&bus_pid);
    return 0;
}

static bool wait_for(struct ck_heard *dialog, char **ret_path, struct ck_error *err)
{
    bool done = false;
    bool ok = true;

    for (int i = 0; !done && i < 10; i++) {
        struct pollfd fd = {.fd = dialog->fd, .events = POLLIN};

        (void)poll(&fd, 1, 10000);
        ok = ck_dialog_finish(dialog, &done, ret_path, err);
    }
    assert_true(done);
    return ok;
}

static void test_portal(void **state)
{
    struct {
        struct manner manner;
        const char *want;
        bool zenity;
        const char *why;
    } rows[] = {
        {{.version = 4, .uri = "a%20b"}, "a b", false, "a folder"},
        {{.version = 3, .uri = "a%20b"}, "a b", false, "the oldest with folders"},
        {{.version = 4, .response = 1, .uri = ""},
         "cancelled",
         false,
         "Cancel: no second dialog"},
        {{.version = 4, .response = 2, .uri = ""}, "other", true, "ended otherwise"},
        {{.version = 2, .uri = "a%20b"}, "other", true, "too old for folders"},
        {{.version = 4, .uri = "smb://server/a"}, "other", true, "not on this computer"},
        {{.version = 4, .uri = "", .dies = true}, "other", true, "it dies"},
        {{.version = 4, .uri = "", .hangs = true}, "other", true, "it never answers"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_heard dialog = {0};
        struct ck_error err = {.code = CK_OK};
        char *path = NULL;

        print_message("%s\n", rows[i].why);
        (void)unlink(in_place("zenity"));
        start_desktop(&rows[i].manner);
        assert_true(ck_dialog_open(place, &dialog, &err));
        if (wait_for(&dialog, &path, &err)) {
            assert_string_equal(path, in_place(rows[i].want));
        } else {
            assert_string_equal(ck_code_text(err.code), rows[i].want);
        }
        assert_int_equal(access(in_place("zenity"), F_OK) == 0, rows[i].zenity);
        ck_free(path);
        stop(&desktop_pid);
    }
}

static void test_file_manager(void **state)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    struct manner manner = {.version = 4};
    struct ck_error err;

    (void)state;
    start_desktop(&manner);
    assert_true(ck_replace_file(in_place("a b/\xc3\xbc#.mp4"), "x", 1, 0600, &err));
    static const struct {
        const char *path, *member, *uri;
    } rows[] = {
        {"a b/\xc3\xbc#.mp4", "ShowItems", "a%20b/%C3%BC%23.mp4"},
        {"a b", "ShowFolders", "a%20b"},
        {"a b/gone.mp4", "ShowFolders", "a%20b"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf shown = {.max = 1024};
        char want[400];

        (void)unlink(in_place("shown"));
        assert_true(ck_show_in_folder(in_place(rows[i].path), &err));
        for (int j = 0; access(in_place("shown"), F_OK) != 0 && j < 1000; j++) {
            (void)nanosleep(&pause, NULL);
        }
        assert_true(ck_read_file(in_place("shown"), &shown, &err));
        (void)snprintf(want, sizeof(want), "%s file://%s/%s", rows[i].member, place,
                       rows[i].uri);
        assert_string_equal(ck_buf_text(&shown), want);
    }
    stop(&desktop_pid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portal),
        cmocka_unit_test(test_file_manager),
    };

    return cmocka_run_group_tests(tests, start_bus, stop_bus);
}
