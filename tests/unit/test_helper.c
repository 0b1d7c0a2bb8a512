/* The folder dialog and the file manager, with scripts in place of the desktop's own
 * programs. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/helper.h"
#include "desktop/uri.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char place[64];
static int display = -1;

static const char *in_place(const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", place, name);
    return path;
}

/* A socket that takes calls is all a display needs to be for our look at it. */
static void make_display(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/wayland-7", place);
    display = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(display >= 0);
    assert_int_equal(bind(display, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(display, 16), 0);
    assert_int_equal(setenv("WAYLAND_DISPLAY", "wayland-7", 1), 0);
}

static int make_place(void **state)
{
    (void)state;
    (void)snprintf(place, sizeof(place), "/tmp/ck-helper-XXXXXX");
    assert_non_null(mkdtemp(place));
    assert_int_equal(mkdir(in_place("bin"), 0700), 0);
    assert_int_equal(setenv("PATH", in_place("bin"), 1), 0);
    assert_int_equal(setenv("XDG_RUNTIME_DIR", place, 1), 0);
    assert_int_equal(setenv("PLACE", place, 1), 0);
    (void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
    (void)unsetenv("DISPLAY");
    make_display();
    return 0;
}

static int leave_place(void **state)
{
    (void)state;
    return close(display);
}

static void put_script(const char *name, const char *text)
{
    char path[64];
    ck_autobuf struct ck_buf script = {.max = 4096};
    struct ck_error err;

    (void)snprintf(path, sizeof(path), "bin/%s", name);
    ck_buf_addf(&script, "#!/bin/sh\nPATH=/bin:/usr/bin\n%s\n", text);
    assert_true(ck_replace_file(in_place(path), script.data, script.len, 0700, &err));
}

/* Waits for the dialog as the host's loop does. */
static bool wait_for(struct ck_heard *dialog, char **ret_path, struct ck_error *err)
{
    bool done = false;
    bool ok = true;

    for (int i = 0; !done && i < 10; i++) {
        struct pollfd fd = {.fd = dialog->fd, .events = POLLIN};

        (void)poll(&fd, 1, 5000);
        ok = ck_dialog_finish(dialog, &done, ret_path, err);
    }
    assert_true(done);
    return ok;
}

static void expect_choice(const char *want, const char *why)
{
    struct ck_heard dialog = {0};
    struct ck_error err = {.code = CK_OK};
    char *path = NULL;

    print_message("%s\n", why);
    assert_true(ck_dialog_open(place, &dialog, &err));
    if (wait_for(&dialog, &path, &err)) {
        assert_string_equal(path, in_place(want));
        assert_int_equal(dialog.program.pid, 0);
    } else {
        assert_string_equal(ck_code_text(err.code), want);
    }
    ck_free(path);
}

static void test_what_the_dialog_can_answer(void **state)
{
    static const struct {
        const char *zenity, *kdialog, *want, *why;
    } rows[] = {
        {"echo $PLACE/chosen", NULL, "chosen", "a folder"},
        {"printf '%s' $PLACE/chosen", NULL, "chosen", "without a newline"},
        {"echo \"$PLACE/an odd\nname\"", NULL, "an odd\nname", "a newline in its name"},
        {"exit 1", "echo $PLACE/chosen", "cancelled", "Cancel: no second dialog"},
        {"exit 255", "echo $PLACE/chosen", "chosen", "zenity cannot, kdialog can"},
        {NULL, "echo $PLACE/chosen", "chosen", "only kdialog is there"},
        {NULL, "exit 1", "cancelled", "Cancel in kdialog"},
        {NULL, NULL, "dialog-missing", "none is there"},
        {"kill -9 $$", NULL, "dialog-missing", "it crashes"},
        {"echo relative/path", NULL, "dialog-missing", "not an absolute path"},
        {"exit 0", NULL, "dialog-missing", "says nothing"},
        {"echo $PLACE/bin/zenity", NULL, "folder-missing", "a file"},
        {"echo $PLACE/none", NULL, "folder-missing", "not there"},
        {"printf '%s/\\377' $PLACE", NULL, "folder-missing", "not UTF-8"},
        {"head -c 100000 /dev/zero | tr '\\0' /", NULL, "dialog-missing", "endless"},
    };

    (void)state;
    assert_int_equal(mkdir(in_place("chosen"), 0700), 0);
    assert_int_equal(mkdir(in_place("an odd\nname"), 0700), 0);
    assert_int_equal(mkdir(in_place("\377"), 0700), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        (void)unlink(in_place("bin/zenity"));
        (void)unlink(in_place("bin/kdialog"));
        if (rows[i].zenity != NULL) {
            put_script("zenity", rows[i].zenity);
        }
        if (rows[i].kdialog != NULL) {
            put_script("kdialog", rows[i].kdialog);
        }
        expect_choice(rows[i].want, rows[i].why);
    }
}

/* The file that a dialog hands over: its name and bytes, or a code. */
static void expect_file(const char *want, const char *bytes, size_t len, const char *why)
{
    struct ck_heard dialog = {0};
    struct ck_chosen chosen = {.len = 0};
    struct ck_error err = {.code = CK_OK};
    bool done = false;
    bool ok = true;

    print_message("%s\n", why);
    assert_true(ck_dialog_open_file(place, &dialog, &err));
    for (int i = 0; !done && i < 100000; i++) {
        struct pollfd fd = {.fd = dialog.fd, .events = POLLIN};

        (void)poll(&fd, 1, 5000);
        ok = ck_dialog_finish_file(&dialog, &done, &chosen, &err);
    }
    assert_true(done);
    assert_int_equal(dialog.program.pid, 0);
    if (ok) {
        assert_string_equal(chosen.name, want);
        assert_int_equal(chosen.len, len);
        assert_true(bytes == NULL || memcmp(chosen.bytes, bytes, len) == 0);
    } else {
        assert_string_equal(ck_code_text(err.code), want);
    }
    ck_chosen_clear(&chosen);
}

static void test_a_file_is_handed_over(void **state)
{
    struct ck_error err;

    (void)state;
    (void)unlink(in_place("bin/kdialog"));
    assert_true(ck_replace_file(in_place("a proof.png"), "a\0b", 3, 0600, &err));
    assert_true(ck_replace_file(in_place("empty"), "", 0, 0600, &err));
    assert_true(ck_replace_file(in_place("large"), "x", 1, 0600, &err));
    assert_int_equal(truncate(in_place("large"), CK_CHOSEN_MAX), 0);
    put_script("zenity", "echo \"$PLACE/a proof.png\"");
    expect_file("a proof.png", "a\0b", 3, "its name and bytes, not its path");
    put_script("zenity", "echo \"$PLACE/empty\"");
    expect_file("empty", "", 0, "an empty one");
    put_script("zenity", "echo \"$PLACE/large\"");
    expect_file("large", NULL, CK_CHOSEN_MAX, "the largest");
    assert_int_equal(truncate(in_place("large"), CK_CHOSEN_MAX + 1), 0);
    expect_file("proof-large", NULL, 0, "a byte more");
    put_script("zenity", "echo \"$PLACE\"");
    expect_file("disk-error", NULL, 0, "a folder");
    put_script("zenity", "echo /dev/zero");
    expect_file("disk-error", NULL, 0, "a device");
    put_script("zenity", "echo $PLACE/none");
    expect_file("disk-error", NULL, 0, "not there");
    put_script("zenity", "exit 1");
    expect_file("cancelled", NULL, 0, "Cancel");
    put_script("zenity", "case \"$*\" in *--directory*) exit 255;; esac; exit 1");
    expect_file("cancelled", NULL, 0, "no folder is asked for");
}

static void test_no_display_is_not_a_cancel(void **state)
{
    (void)state;
    put_script("zenity", "exit 1"); /* what zenity does without a display */
    assert_int_equal(unsetenv("WAYLAND_DISPLAY"), 0);
    expect_choice("dialog-missing", "no display named");
    assert_int_equal(setenv("DISPLAY", ":4321", 1), 0);
    expect_choice("dialog-missing", "a display that does not answer");
}

static void test_words_reach_the_dialog_as_they_are(void **state)
{
    const char *odd = in_place("$(touch x) `y` \"z\" ; --w");
    ck_autobuf struct ck_buf said = {.max = 4096};
    struct ck_heard dialog = {0};
    struct ck_error err;
    char want[400];
    char *path = NULL;

    (void)state;
    assert_int_equal(mkdir(odd, 0700), 0);
    put_script("zenity", "printf '%s\\n' \"$@\" >$PLACE/said; echo $PLACE");
    (void)snprintf(want, sizeof(want), "%s/not/there/yet", odd);
    assert_true(ck_dialog_open(want, &dialog, &err));
    assert_true(wait_for(&dialog, &path, &err));
    ck_free(path);
    assert_true(ck_read_file(in_place("said"), &said, &err));
    (void)snprintf(want, sizeof(want), "--file-selection\n--filename=%s/\n--title=", odd);
    assert_int_equal(strncmp(ck_buf_text(&said), want, strlen(want)), 0);
}

static bool comes_to_be(const char *name)
{
    const struct timespec pause = {.tv_nsec = 5000000};

    for (int i = 0; i < 1000; i++) {
        if (access(in_place(name), F_OK) == 0) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void test_killed_dialog_takes_its_window_along(void **state)
{
    ck_autobuf struct ck_buf pid = {.max = 64};
    struct ck_heard dialog = {0};
    struct ck_error err;
    bool done = true;
    char *path = NULL;
    pid_t window;
    int status = 0;

    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    put_script("zenity",
               "echo $$ >$PLACE/pid.new; mv $PLACE/pid.new $PLACE/pid; sleep 100");
    assert_true(ck_dialog_open(place, &dialog, &err));
    assert_true(comes_to_be("pid"));
    assert_true(ck_dialog_finish(&dialog, &done, &path, &err));
    assert_false(done); /* looking does not wait */
    assert_true(ck_read_file(in_place("pid"), &pid, &err));
    window = (pid_t)strtol(ck_buf_text(&pid), NULL, 10);
    assert_int_equal(kill(window, 0), 0);
    ck_heard_clear(&dialog);
    ck_heard_clear(&dialog);                               /* twice is fine */
    assert_int_equal(waitpid(window, &status, 0), window); /* handed down to us */
    assert_true(WIFSIGNALED(status));
}

static void test_shows_what_is_there(void **state)
{
    ck_autobuf struct ck_buf said = {.max = 4096};
    struct ck_error err;

    (void)state;
    assert_int_equal(mkdir(in_place("a b"), 0700), 0);
    assert_true(ck_replace_file(in_place("a b/v.mp4"), "x", 1, 0600, &err));
    put_script("xdg-open",
               "printf '%s\\n' \"$@\" >$PLACE/new; mv $PLACE/new $PLACE/said");
    static const struct {
        const char *path, *want, *why;
    } rows[] = {
        {"a b/v.mp4", "a b", "a file: its folder"},
        {"a b", "a b", "a folder: itself"},
        {"a b/gone.mp4", "a b", "a file that is gone: its folder"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char want[400];

        print_message("%s\n", rows[i].why);
        (void)unlink(in_place("said"));
        assert_true(ck_show_in_folder(in_place(rows[i].path), &err));
        assert_true(comes_to_be("said"));
        ck_buf_clear(&said);
        assert_true(ck_read_file(in_place("said"), &said, &err));
        (void)snprintf(want, sizeof(want), "%s\n", in_place(rows[i].want));
        assert_string_equal(ck_buf_text(&said), want);
    }
    assert_false(ck_show_in_folder(in_place("none/v.mp4"), &err));
    assert_int_equal(err.code, CK_ERR_SHOW);
    assert_false(ck_show_in_folder("relative", &err));
    assert_int_equal(unlink(in_place("bin/xdg-open")), 0);
    assert_false(ck_show_in_folder(in_place("a b"), &err));
    assert_int_equal(err.code, CK_ERR_SHOW);
}

static void test_file_uris(void **state)
{
    static const struct {
        const char *uri, *path, *why;
    } rows[] = {
        {"file:///a%20b/%E7%8C%AB%25", "/a b/\xe7\x8c\xab%", "escapes"},
        {"file://localhost/a", "/a", "this computer by name"},
        {"file:///", "/", "the root"},
        {"file:///a%2", NULL, "a cut escape"},
        {"file:///a%", NULL, "a cut escape"},
        {"file:///a%zz", NULL, "no digits"},
        {"file:///a%00b", NULL, "a hidden end"},
        {"file://server/a", NULL, "another computer"},
        {"file:relative", NULL, "no path"},
        {"https://a/b", NULL, "no file"},
        {"", NULL, "nothing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *path = ck_path_of_uri(rows[i].uri);

        print_message("%s\n", rows[i].why);
        if (rows[i].path == NULL) {
            assert_null(path);
            continue;
        }
        assert_string_equal(path, rows[i].path);
        if (strstr(rows[i].uri, "localhost") == NULL) {
            char *uri = ck_uri_of_path(path);

            assert_string_equal(uri, rows[i].uri);
            ck_free(uri);
        }
        ck_free(path);
    }
    assert_null(ck_uri_of_path("relative"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_the_dialog_can_answer, make_place,
                                        leave_place),
        cmocka_unit_test_setup_teardown(test_a_file_is_handed_over, make_place,
                                        leave_place),
        cmocka_unit_test_setup_teardown(test_no_display_is_not_a_cancel, make_place,
                                        leave_place),
        cmocka_unit_test_setup_teardown(test_words_reach_the_dialog_as_they_are,
                                        make_place, leave_place),
        cmocka_unit_test_setup_teardown(test_killed_dialog_takes_its_window_along,
                                        make_place, leave_place),
        cmocka_unit_test_setup_teardown(test_shows_what_is_there, make_place,
                                        leave_place),
        cmocka_unit_test(test_file_uris),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
