/* SHA256SUMS: what sha256sum reads as we meant it, and no line that is not true. */
#include "keep/sums.h"

#include "place_files.h"

#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define X_SHA256 "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

static const struct ck_kept_file a = {
    .name = (char *)(uintptr_t) "a.mp4", .bytes = 5, .sha256 = HELLO_SHA256};
static const struct ck_kept_file b = {
    .name = (char *)(uintptr_t) "b.jpg", .bytes = 5, .sha256 = HELLO_SHA256};

static void add(const struct place *place, const struct ck_kept_file *files, size_t count)
{
    struct ck_error err = {0};

    if (!ck_sums_add(place->fd, files, count, NULL, NULL, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
}

static void assert_list(const struct place *place, const char *want)
{
    char got[1024] = "";
    int fd = openat(place->fd, CK_SUMS_NAME, O_RDONLY);

    assert_true(fd >= 0);
    assert_true(read(fd, got, sizeof(got) - 1) >= 0);
    assert_int_equal(close(fd), 0);
    assert_string_equal(got, want);
}

static void test_lines(void **state)
{
    static const struct {
        const char *name, *line;
    } rows[] = {
        {"catlady/2026-02-02 my cat [7].mp4",
         X_SHA256 "  catlady/2026-02-02 my cat [7].mp4"},
        {" leading and trailing ", X_SHA256 "   leading and trailing "},
        {"*star", X_SHA256 "  *star"},
        {"#hash", X_SHA256 "  #hash"},
        {"\xF0\x9F\x90\xB1 caf\xC3\xA9", X_SHA256 "  \xF0\x9F\x90\xB1 caf\xC3\xA9"},
        {"a\nb", "\\" X_SHA256 "  a\\nb"},
        {"a\rb", "\\" X_SHA256 "  a\\rb"},
        {"a\\b", "\\" X_SHA256 "  a\\\\b"},
        {"\\n", "\\" X_SHA256 "  \\\\n"},
        {"\xFF\xFE", X_SHA256 "  \xFF\xFE"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf line = {.max = 1000};
        ck_autobuf struct ck_buf name = {.max = 1000};
        char sha256[65] = "";

        ck_sums_encode(&line, X_SHA256, rows[i].name);
        assert_int_equal(line.data[line.len - 1], '\n');
        line.data[line.len - 1] = '\0';
        assert_string_equal(line.data, rows[i].line);
        assert_true(ck_sums_decode(line.data, line.len - 1, sha256, &name));
        assert_string_equal(sha256, X_SHA256);
        assert_string_equal(ck_buf_text(&name), rows[i].name);
        for (size_t len = 1; len < line.len; len++) { /* wherever a power cut ends it */
            assert_true(ck_sums_begun(line.data, len));
        }
    }
}

static void test_what_is_no_line(void **state)
{
    static const struct {
        const char *line;
        bool begun;
    } rows[] = {
        {"", true},
        {"hello", false},
        {"my own notes", false},
        {"# sums", false},
        {X_SHA256, true},
        {X_SHA256 " ", true},
        {X_SHA256 "  ", true},
        {X_SHA256 "x  a", false},
        {X_SHA256 "0  a", false},
        {X_SHA256 "\ta", false},
        {"\\" X_SHA256 "  a\\", true},
        {"\\" X_SHA256 "  a\\x", true},
        {"SHA256 (a) = " X_SHA256, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf name = {.max = 1000};
        char sha256[65];

        if (ck_sums_decode(rows[i].line, strlen(rows[i].line), sha256, &name) ||
            ck_sums_begun(rows[i].line, strlen(rows[i].line)) != rows[i].begun) {
            fail_msg("\"%s\"", rows[i].line);
        }
    }
}

/* The program itself, as a person would run it. */
static int sha256sum(const struct place *place)
{
    char *const args[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                          (char *)(uintptr_t) "cd \"$0\" && exec sha256sum --status "
                                              "--strict -c SHA256SUMS",
                          (char *)(uintptr_t)place->path, NULL};
    pid_t child;
    int status = -1;

    assert_int_equal(posix_spawnp(&child, "sh", NULL, NULL, args, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void test_sha256sum_understands_every_line(void **state)
{
    static const char *const names[] = {"plain",    "a\nb",     "a\rb",    "a\\b",
                                        " spaces ", "*star",    "#hash",   "-",
                                        "\\n",      "\xFF\xFE", "-option", "a  b.mp4"};
    const struct place *place = *state;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct ck_kept_file file = {.name = (char *)(uintptr_t)names[i],
                                    .sha256 = HELLO_SHA256};

        put(place, names[i], "hello");
        add(place, &file, 1);
    }
    assert_int_equal(sha256sum(place), 0);
    put(place, "plain", "hallo");
    assert_int_not_equal(sha256sum(place), 0); /* and it does look */
}

/* Whether it was told that the file is new, and whether others had to wait meanwhile. */
struct making {
    int rootfd;
    bool told, alone;
};

static bool note_made(void *ctx, struct ck_error *err)
{
    struct making *making = ctx;
    int fd = openat(making->rootfd, CK_SUMS_NAME, O_RDWR);

    (void)err;
    assert_true(fd >= 0);
    making->told = true;
    making->alone = flock(fd, LOCK_EX | LOCK_NB) != 0;
    (void)close(fd);
    return true;
}

static void test_lines_are_added(void **state)
{
    const struct place *place = *state;
    const struct ck_kept_file both[] = {a, b};
    struct ck_error err;
    struct making made = {.rootfd = place->fd};

    assert_true(ck_sums_add(place->fd, &a, 1, note_made, &made, &err));
    assert_true(made.told && made.alone);
    made = (struct making){.rootfd = place->fd};
    assert_true(ck_sums_add(place->fd, both, 2, note_made, &made, &err));
    assert_false(made.told);
    /* The first is not there twice: a run that died before recording adds it again. */
    assert_list(place, HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "  b.jpg\n");
    add(place, both, 2);
    assert_list(place, HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "  b.jpg\n");
}

static void test_ends_that_are_found(void **state)
{
    static const struct {
        const char *end, *want, *why;
    } rows[] = {
        {HELLO_SHA256 "  a.mp4", HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "  b.jpg\n",
         "a person's editor took the newline"},
        {HELLO_SHA256 "  a.mp", HELLO_SHA256 "  b.jpg\n", "a power cut in the name"},
        {"2cf24d", HELLO_SHA256 "  b.jpg\n", "a power cut in the hash"},
        {"\\2cf24d", HELLO_SHA256 "  b.jpg\n", "in the hash of an odd name"},
        {"# my list", "# my list\n" HELLO_SHA256 "  b.jpg\n", "a person's own words"},
        {HELLO_SHA256 "  x\n\n", HELLO_SHA256 "  x\n\n" HELLO_SHA256 "  b.jpg\n",
         "an empty line"},
    };
    const struct place *place = *state;

    put(place, "a.mp4", "hello");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        put(place, CK_SUMS_NAME, rows[i].end);
        add(place, &b, 1);
        assert_list(place, rows[i].want);
    }
}

static void test_a_write_that_stops_half_way(void **state)
{
    const struct place *place = *state;
    const struct rlimit small = {.rlim_cur = 100, .rlim_max = RLIM_INFINITY};
    struct rlimit old;
    struct ck_error err;

    add(place, &a, 1);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0); /* 73 + 27 bytes of the next */
    assert_false(ck_sums_add(place->fd, &b, 1, NULL, NULL, &err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(err.code, CK_ERR_DISK_FULL);
    assert_list(place, HELLO_SHA256 "  a.mp4\n");
}

static void test_what_is_not_a_file(void **state)
{
    const struct place *place = *state;
    struct ck_error err;

    put(place, "precious", "mine");
    assert_int_equal(symlinkat("precious", place->fd, CK_SUMS_NAME), 0);
    assert_false(ck_sums_add(place->fd, &a, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_content(place, "precious", "mine");
    assert_int_equal(unlinkat(place->fd, CK_SUMS_NAME, 0), 0);
    assert_int_equal(mkfifoat(place->fd, CK_SUMS_NAME, 0600), 0);
    assert_false(ck_sums_add(place->fd, &a, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_int_equal(unlinkat(place->fd, CK_SUMS_NAME, 0), 0);
    assert_int_equal(mkdirat(place->fd, CK_SUMS_NAME, 0700), 0);
    assert_false(ck_sums_add(place->fd, &a, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
}

static void test_many_processes(void **state)
{
    enum { PROCESSES = 4, LINES = 50 };
    const struct place *place = *state;
    pid_t children[PROCESSES];
    int status;

    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            bool ok = true;

            for (int j = 0; j < LINES && ok; j++) {
                char name[32];
                struct ck_kept_file file = {.name = name, .sha256 = HELLO_SHA256};

                (void)snprintf(name, sizeof(name), "%d-%d.mp4", i, j);
                put(place, name, "hello");
                ok = ck_sums_add(place->fd, &file, 1, NULL, NULL, NULL);
            }
            _exit(ok ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(sha256sum(place), 0);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_what_is_no_line),
        PLACED(test_sha256sum_understands_every_line),
        PLACED(test_lines_are_added),
        PLACED(test_ends_that_are_found),
        PLACED(test_a_write_that_stops_half_way),
        PLACED(test_what_is_not_a_file),
        PLACED(test_many_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
