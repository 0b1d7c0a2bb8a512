/* The library: what its files hold, and that they are put in place whole or not at all.
 */
#include "base/io.h"
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/library_text.h"
#include "keep/walk.h"
#include "library_place.h"

#define HOSTILE                                                                          \
    "</script><!--' \\ \" <img src=x onerror=1> \xe2\x80\xa8\xe2\x80\xa9 "               \
    "\xf0\x9f\x90\x88"

static void test_scripts(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"plain", "plain"},
        {"</script>", "\\\\u003c/script\\\\u003e"},
        {"a'b\\c", "a\\\\u0027b\\\\\\\\c"},
        {"\"&", "\\\\\"\\\\u0026"},
        {"\xe2\x80\xa8", "\\\\u2028"},
        {"\n", "\\\\n"},
        {"\xf0\x9f\x90\x88", "\\\\uD83D\\\\uDC08"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf text = {.max = 1000};
        char want[200];
        json_t *value = json_pack("[s]", rows[i].text);
        json_t *back;

        (void)snprintf(want, sizeof(want), "Clipkeep.take('x', 0, '[\"%s\"]');\n",
                       rows[i].want);
        assert_true(ck_library_script(&text, "x", 0, value));
        assert_string_equal(ck_buf_text(&text), want);
        back = ck_library_unscript(text.data, text.len, "x");
        assert_true(json_equal(back, value));
        assert_null(ck_library_unscript(text.data, text.len - 1, "x"));
        assert_null(ck_library_unscript(text.data, text.len, "y"));
        json_decref(back);
        json_decref(value);
    }
}

static void test_texts(void **state)
{
    ck_autobuf struct ck_buf spoken = {.max = 1000};
    json_t *odd = ck_library_string("not \xff UTF-8");

    (void)state;
    assert_int_equal(ck_library_cut("abc", 3), 3);
    assert_int_equal(ck_library_cut("a\xc3\xbc", 2), 1);
    assert_int_equal(ck_library_cut("a\xf0\x9f\x90\x88z", 4), 1);
    assert_string_equal(json_string_value(odd), "");
    json_decref(odd);
    ck_library_spoken("WEBVTT - x\r\n\r\n1\r\n00:01.000 --> 00:02.000 line:0\r\nhello\r\n"
                      "there\r\n\r\nNOTE no\r\n\r\n00:03.000 --> 00:04.000\r\n3 cats",
                      100, &spoken);
    assert_string_equal(ck_buf_text(&spoken), "hello there 3 cats ");
    ck_buf_clear(&spoken);
    ck_library_spoken("one\ntwo\nthree", 5, &spoken);
    assert_string_equal(ck_buf_text(&spoken), "one t ");
    assert_true(ck_library_name_ok("i-0123456789abcdef0123.js"));
    assert_true(ck_library_name_ok("c-0123456789abcdef0123.css"));
    assert_false(ck_library_name_ok("i-0123456789abcdef012.js"));
    assert_false(ck_library_name_ok("i-0123456789abcdef0123.html"));
    assert_false(ck_library_name_ok("../i-0123456789abcdef01.js"));
    assert_false(ck_library_name_ok(""));
}

static enum ck_code refused(struct ck_archive *archive, const struct place *place)
{
    struct ck_library *library;
    struct ck_error err = {0};

    assert_false(ck_library_open(archive, place->fd, place->path, &library, &err));
    assert_null(library);
    return err.code;
}

static void read_page(const struct place *place, struct ck_buf *ret)
{
    char path[128];
    struct ck_error err = {0};

    (void)snprintf(path, sizeof(path), "%s/index.html", place->path);
    ck_buf_clear(ret);
    check(ck_read_file(path, ret, &err), &err);
}

struct counting {
    int dirfd, count;
    bool harmless; /* no text of a post can end a script */
};

static bool count_one(void *ctx, const char *name)
{
    struct counting *counting = ctx;
    ck_autobuf struct ck_buf text = {.max = 1 << 20};
    ck_autoclose int fd = openat(counting->dirfd, name, O_RDONLY | O_CLOEXEC);

    assert_true(ck_library_name_ok(name));
    assert_true(fd >= 0 && ck_read_all(fd, &text, NULL));
    counting->count++;
    if (strncmp(ck_buf_text(&text), "Clipkeep.take(", 14) == 0) {
        counting->harmless = counting->harmless &&
                             strpbrk(ck_buf_text(&text), "<>&") == NULL &&
                             strcspn(ck_buf_text(&text), "\n") == text.len - 1;
        for (size_t i = 0; i + 1 < text.len; i++) {
            counting->harmless = counting->harmless && text.data[i] >= ' ';
        }
    }
    return true;
}

static struct counting look(const struct place *place)
{
    struct counting counting = {.harmless = true};
    ck_autoclose int fd = openat(place->fd, ".library", O_RDONLY | O_DIRECTORY);

    assert_true(fd >= 0);
    counting.dirfd = fd;
    assert_true(ck_disk_list(fd, count_one, &counting));
    return counting;
}

/* As if posts had been kept in between: it is far behind the others. */
static void set_number(struct ck_archive *archive, const char *id, int number)
{
    char sql[300];
    struct ck_error err = {0};

    (void)snprintf(sql, sizeof(sql),
                   "PRAGMA foreign_keys = OFF; UPDATE files SET post = %d WHERE post ="
                   " (SELECT number FROM posts WHERE id = '%s');"
                   "UPDATE posts SET number = %d WHERE id = '%s'",
                   number, id, number, id);
    check(ck_db_run(archive->db, sql, &err), &err);
}

static void test_only_what_is_new(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autobuf struct ck_buf first = {.max = 1 << 20}, second = {.max = 1 << 20};
    struct ck_library_report report;
    int files;

    keep(archive, place, "70001", HOSTILE);
    keep(archive, place, "70002", "my cat");
    set_number(archive, "70002", 5000);
    report = build(archive, place);
    assert_int_equal(report.posts, 2);
    assert_int_equal(report.all, 2);
    assert_int_equal(report.read, 2);
    assert_int_equal(report.fresh, 2);
    assert_true(report.changed);
    read_page(place, &first);
    assert_non_null(strstr(ck_buf_text(&first), "default-src 'none'"));
    assert_null(strchr(ck_buf_text(&first), '@'));
    assert_true(look(place).harmless);
    files = look(place).count;
    assert_int_equal(files, 2 * 3 + 3);
    report = build(archive, place); /* nothing is new */
    assert_int_equal(report.read, 0);
    assert_int_equal(report.posts, 2);
    assert_false(report.changed);
    keep(archive, place, "70003", "another");
    report = build(archive, place); /* in the last part */
    assert_int_equal(report.chunks, 2);
    assert_int_equal(report.fresh, 1);
    assert_int_equal(report.read, 2);
    assert_true(report.changed);
    read_page(place, &second);
    assert_string_not_equal(ck_buf_text(&first), ck_buf_text(&second));
    (void)build(archive, place); /* and what the page before needed is gone */
    assert_int_equal(look(place).count, files);
    ck_archive_close(archive);
}

static void test_stopped_in_the_midst(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autobuf struct ck_buf first = {.max = 1 << 20}, second = {.max = 1 << 20};

    keep(archive, place, "70001", "one");
    (void)build(archive, place);
    read_page(place, &first);
    keep(archive, place, "70002", "two");
    for (int steps = 0; steps < 4; steps++) {
        (void)build_some(archive, place, steps);
        read_page(place, &second);
        assert_string_equal(ck_buf_text(&first), ck_buf_text(&second));
    }
    put(place, ".library/.i-0123456789abcdef0123.js.part", "cut off");
    put(place, ".library/i-0123456789abcdef0123.js", "nobody needs it");
    assert_int_equal(build(archive, place).posts, 2);
    read_page(place, &second);
    assert_string_not_equal(ck_buf_text(&first), ck_buf_text(&second));
    (void)look(place); /* nothing else is left */
    assert_false(exists(place, ".library/i-0123456789abcdef0123.js"));
    ck_archive_close(archive);
}

static bool remove_data(void *ctx, const char *name)
{
    const struct place *place = ctx;
    char path[64];

    (void)snprintf(path, sizeof(path), ".library/%s", name);
    return name[0] == 'm' || unlinkat(place->fd, path, 0) == 0;
}

static void test_lost_files_come_back(void **state)
{
    struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autoclose int fd = -1;
    int files;

    keep(archive, place, "70001", "one");
    (void)build(archive, place);
    files = look(place).count;
    fd = openat(place->fd, ".library", O_RDONLY | O_DIRECTORY);
    assert_true(ck_disk_list(fd, remove_data, place));
    assert_int_equal(look(place).count, 1);
    assert_int_equal(build(archive, place).fresh, 1);
    assert_int_equal(look(place).count, files);
    ck_archive_close(archive);
}

static void test_what_is_not_ours_stays(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    keep(archive, place, "70001", "one");
    put(place, "index.html", "<html>my own");
    assert_int_equal(refused(archive, place), CK_ERR_LIBRARY_FOREIGN);
    assert_false(ck_library_present(place->fd));
    assert_content(place, "index.html", "<html>my own");
    assert_false(exists(place, ".library"));
    assert_int_equal(unlinkat(place->fd, "index.html", 0), 0);
    put(place, "elsewhere.html",
        "<meta name=\"generator\" content=\"Clipkeep library\">");
    assert_int_equal(symlinkat("elsewhere.html", place->fd, "index.html"), 0);
    assert_int_equal(refused(archive, place), CK_ERR_LIBRARY_FOREIGN);
    assert_int_equal(unlinkat(place->fd, "index.html", 0), 0);
    assert_int_equal(mkdirat(place->fd, "other", 0700), 0);
    assert_int_equal(symlinkat("other", place->fd, ".library"), 0);
    assert_int_equal(refused(archive, place), CK_ERR_NAME);
    ck_archive_close(archive);
}

static void test_put_there_meanwhile(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_library *library;
    struct ck_error err = {0};
    bool more = true;

    keep(archive, place, "70001", "one");
    check(ck_library_open(archive, place->fd, place->path, &library, &err), &err);
    assert_int_equal(refused(archive, place), CK_ERR_LIBRARY_BUSY);
    put(place, "index.html", "<html>my own");
    while (more && ck_library_step(library, 10, &more, &err)) {
    }
    assert_int_equal(err.code, CK_ERR_LIBRARY_FOREIGN);
    ck_library_free(library);
    assert_content(place, "index.html", "<html>my own");
    assert_false(exists(place, ".clipkeep-library.part"));
    ck_archive_close(archive);
}

/* Who looks at the folder's files, to verify them or to read them anew, does not see it.
 */
static void test_is_passed_over(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_walk_file file;
    struct ck_walk *walk;
    struct ck_error err = {0};

    keep(archive, place, "70001", "one");
    (void)build(archive, place);
    assert_true(ck_library_present(place->fd));
    check(ck_walk_open(place->fd, &walk, &err), &err);
    while (ck_walk_next(walk, &file)) {
        assert_null(strstr(file.name, ".library"));
    }
    ck_walk_free(walk);
    ck_archive_close(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_texts),
        cmocka_unit_test_setup_teardown(test_only_what_is_new, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_stopped_in_the_midst, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_lost_files_come_back, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_what_is_not_ours_stays, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_put_there_meanwhile, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_is_passed_over, place_make, place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
