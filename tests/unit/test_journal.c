/* The journal: what happened stays written down, and a change to it shows. */
#include "keep/hash.h"
#include "keep/journal.h"

#include "base/io.h"

#include "place_files.h"

#include <sys/wait.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static struct ck_kept_file files[] = {
    {.role = (char *)(uintptr_t) "image",
     .name = (char *)(uintptr_t) "mina/trip [7]/01.jpg",
     .bytes = 5,
     .sha256 = HELLO_SHA256},
    {.role = (char *)(uintptr_t) "sound",
     .name = (char *)(uintptr_t) "mina/trip [7]/sound.m4a",
     .bytes = 70,
     .sha256 = HELLO_SHA256},
};

static const struct ck_kept trip = {
    .id = "7679401525687041101",
    .kind = (char *)(uintptr_t) "photo",
    .author = (char *)(uintptr_t) "mina",
    .text = (char *)(uintptr_t) "a \"trip\"\n\xF0\x9F\x90\xB1",
    .page = (char *)(uintptr_t) "https://www.tiktok.com/@mina/photo/7679401525687041101",
    .created = 1770000000,
    .kept_at = 1780000000,
    .seen = (char *)(uintptr_t) "page",
    .folder = (char *)(uintptr_t) "/home/a/Videos/TikTok",
    .files = files,
    .file_count = 2,
};

static bool kept_in_journal(int fd, const struct ck_kept *kept, struct ck_error *err)
{
    return ck_journal_kept(fd, &kept, 1, err);
}

static void add(const struct place *place)
{
    struct ck_error err = {0};

    if (!kept_in_journal(place->fd, &trip, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
}

static void read_journal(const struct place *place, struct ck_buf *ret)
{
    ck_autoclose int fd = openat(place->fd, CK_JOURNAL_NAME, O_RDONLY);

    assert_true(ck_read_all(fd, ret, NULL));
}

static void assert_check(const struct place *place, int64_t lines, int64_t torn,
                         int64_t first_broken)
{
    struct ck_journal_report report;
    struct ck_error err;

    assert_true(ck_journal_check(place->fd, &report, &err));
    assert_int_equal(report.lines, lines);
    assert_int_equal(report.torn, torn);
    assert_int_equal(report.first_broken, first_broken);
    assert_int_equal(report.broken > 0, first_broken > 0);
}

/* The line without its `sum`, which is that of what is returned. */
static const char *unsealed(const struct ck_buf *line)
{
    static char text[4096];
    const char *sum = strstr(line->data, ",\"sum\":\"");
    char hash[65];

    assert_true(ck_journal_sealed(line->data, line->len));
    assert_non_null(sum);
    assert_true(sum - line->data < (long)sizeof(text));
    memcpy(text, line->data, line->len < sizeof(text) ? line->len : sizeof(text));
    text[sum - line->data] = '\0';
    assert_true(ck_hash_bytes(text, strlen(text), hash));
    assert_int_equal(strncmp(sum + 8, hash, 64), 0);
    assert_string_equal(sum + 8 + 64, "\"}");
    return text;
}

static void test_each_byte_of_a_line_counts(void **state)
{
    ck_autobuf struct ck_buf line = {.max = 4096};

    (void)state;
    assert_true(ck_journal_encode_failed(&line, ZEROS, 5, "7", "x", CK_ERR_DELETED));
    for (size_t i = 0; i < line.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            line.data[i] = (char)(line.data[i] ^ (1 << bit));
            assert_false(ck_journal_sealed(line.data, line.len));
            line.data[i] = (char)(line.data[i] ^ (1 << bit));
        }
        assert_false(ck_journal_sealed(line.data, i));
    }
    assert_true(ck_journal_sealed(line.data, line.len));
}

static void test_what_a_line_says(void **state)
{
    ck_autobuf struct ck_buf line = {.max = 4096};
    struct ck_kept got;

    (void)state;
    assert_true(ck_journal_encode_kept(&line, ZEROS, 1790000000, &trip));
    assert_string_equal(
        unsealed(&line),
        "{\"prev\":\"" ZEROS "\",\"at\":1790000000,\"event\":\"kept\","
        "\"post\":\"7679401525687041101\",\"kind\":\"photo\",\"author\":\"mina\","
        "\"page\":\"https://www.tiktok.com/@mina/photo/7679401525687041101\","
        "\"text\":\"a \\\"trip\\\"\\n\xF0\x9F\x90\xB1\",\"created\":1770000000,"
        "\"kept\":1780000000,\"seen\":\"page\",\"files\":["
        "{\"role\":\"image\",\"name\":\"mina/trip [7]/01.jpg\",\"bytes\":5,"
        "\"sha256\":\"" HELLO_SHA256 "\"},"
        "{\"role\":\"sound\",\"name\":\"mina/trip [7]/sound.m4a\",\"bytes\":70,"
        "\"sha256\":\"" HELLO_SHA256 "\"}]");
    assert_true(ck_journal_decode(line.data, line.len, &got));
    assert_string_equal(got.id, trip.id);
    assert_string_equal(got.text, trip.text);
    assert_string_equal(got.page, trip.page);
    assert_int_equal(got.created, trip.created);
    assert_int_equal(got.kept_at, trip.kept_at);
    assert_int_equal(got.file_count, 2);
    assert_string_equal(got.files[1].name, "mina/trip [7]/sound.m4a");
    assert_string_equal(got.files[1].sha256, HELLO_SHA256);
    assert_int_equal(got.files[1].bytes, 70);
    ck_kept_clear(&got);
    ck_buf_clear(&line);
    assert_true(
        ck_journal_encode_failed(&line, ZEROS, 5, "7", "https://x", CK_ERR_DELETED));
    assert_string_equal(unsealed(&line),
                        "{\"prev\":\"" ZEROS "\",\"at\":5,\"event\":\"failed\","
                        "\"post\":\"7\",\"page\":\"https://x\","
                        "\"code\":\"post-deleted\"");
    assert_true(ck_journal_decode(line.data, line.len, &got)); /* an event to pass over */
    assert_int_equal(got.file_count, 0);
}

static void test_long_texts_are_cut(void **state)
{
    ck_autobuf struct ck_buf line = {.max = CK_JOURNAL_LINE_MAX};
    struct ck_kept kept = trip, got;
    char text[10001] = "";

    (void)state;
    memset(text, 'x', 10000);
    memcpy(text + 8190, "\xF0\x9F\x90\xB1", 4); /* over the border */
    kept.text = text;
    assert_true(ck_journal_encode_kept(&line, ZEROS, 0, &kept));
    assert_true(ck_journal_decode(line.data, line.len, &got));
    assert_int_equal(strlen(got.text), 8190);
    ck_kept_clear(&got);
}

/* What a joined video was made of lies in a hidden folder. */
static void test_sources(void **state)
{
    ck_autobuf struct ck_buf line = {.max = 4096};
    struct ck_kept_file file = {.role = (char *)(uintptr_t) "picture",
                                .name = (char *)(uintptr_t) "mina/.sources/a.mp4",
                                .sha256 = HELLO_SHA256};
    struct ck_kept kept = trip, got;

    (void)state;
    kept.files = &file;
    kept.file_count = 1;
    assert_true(ck_journal_encode_kept(&line, ZEROS, 0, &kept));
    assert_true(ck_journal_decode(line.data, line.len, &got));
    assert_string_equal(got.files[0].name, "mina/.sources/a.mp4");
    ck_kept_clear(&got);
}

/* Lines that somebody made up. */
static void test_hostile_lines(void **state)
{
    static const struct {
        const char *from, *to, *why;
    } rows[] = {
        {"mina/trip [7]/01.jpg", "../trip/01.jpg", "upwards"},
        {"mina/trip [7]/01.jpg", "/etc/passwd", "from the root"},
        {"mina/trip [7]/01.jpg", "mina/./01.jpg", "a dot"},
        {"mina/trip [7]/01.jpg", "mina/.ssh", "a hidden file"},
        {"mina/trip [7]/01.jpg", "mina/.ssh/id", "a hidden folder"},
        {"mina/trip [7]/01.jpg", "mina/.sources", "a hidden file of that name"},
        {"mina/trip [7]/01.jpg", "mina//01.jpg", "an empty name"},
        {"mina/trip [7]/01.jpg", "a/b/c/d/e/f", "too deep"},
        {"mina/trip [7]/01.jpg", "a\\u0000b", "a NUL"},
        {"mina/trip [7]/01.jpg", "a\\nb", "a newline"},
        {"mina/trip [7]/01.jpg", "", "no name"},
        {"\"bytes\":5", "\"bytes\":-5", "fewer than no bytes"},
        {"\"bytes\":5", "\"bytes\":\"5\"", "a text for a number"},
        {"\"bytes\":5", "\"bytes\":99999999999999999999", "a number too big"},
        {"2cf24d", "2CF24D", "a hash in capitals"},
        {"2cf24d", "zcf24d", "no hash"},
        {"\"role\":\"image\"", "\"role\":\"<b>\"", "an odd role"},
        {"\"role\":\"image\"", "\"role\":1", "no role"},
        {"7679401525687041101\",\"kind", "../7\",\"kind", "no id"},
        {"\"kind\":\"photo\"", "\"kind\":\"film\"", "an unknown kind"},
        {"\"seen\":\"page\"", "\"seen\":\"dream\"", "an unknown way"},
        {"https://www.tiktok.com/@", "javascript:alert(1)//", "a page elsewhere"},
        {"\"files\":[", "\"files\":[[],", "a file that is none"},
        {"\"files\":[", "\"files\":{\"a\":[", "not JSON"},
        {"\"event\":\"kept\"", "\"event\":1", "no event"},
    };
    ck_autobuf struct ck_buf line = {.max = 4096};
    struct ck_kept got;

    (void)state;
    assert_true(ck_journal_encode_kept(&line, ZEROS, 1790000000, &trip));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf bad = {.max = 8192};
        const char *at = strstr(line.data, rows[i].from);

        assert_non_null(at);
        ck_buf_add(&bad, line.data, (size_t)(at - line.data));
        ck_buf_adds(&bad, rows[i].to);
        ck_buf_adds(&bad, at + strlen(rows[i].from));
        if (ck_journal_decode(bad.data, bad.len, &got)) {
            fail_msg("%s", rows[i].why);
        }
        assert_null(got.files);
    }
    assert_false(ck_journal_decode("", 0, &got));
    assert_false(ck_journal_decode("[]", 2, &got));
}

static void test_each_line_bears_the_hash_of_the_one_before(void **state)
{
    const struct place *place = *state;
    ck_autobuf struct ck_buf journal = {.max = 65536};
    struct ck_error err;

    assert_check(place, 0, 0, 0); /* without a journal nothing is wrong */
    add(place);
    assert_true(ck_journal_failed(place->fd, "8", "", CK_ERR_PRIVATE, &err));
    add(place);
    assert_check(place, 3, 0, 0);
    read_journal(place, &journal);
    assert_int_equal(journal.data[journal.len - 1], '\n');
    assert_int_equal(strncmp(journal.data, "{\"prev\":\"" ZEROS "\"", 74), 0);
}

static void change(const struct place *place, const char *from, const char *to)
{
    ck_autobuf struct ck_buf journal = {.max = 65536};
    ck_autoclose int fd = openat(place->fd, CK_JOURNAL_NAME, O_WRONLY);
    const char *at;

    read_journal(place, &journal);
    at = strstr(journal.data, from);
    assert_non_null(at);
    assert_int_equal(pwrite(fd, to, strlen(to), at - journal.data), (int)strlen(to));
}

static void test_a_change_shows(void **state)
{
    const struct place *place = *state;
    ck_autobuf struct ck_buf journal = {.max = 65536};
    const char *newline;
    struct ck_error err;

    assert_true(ck_journal_failed(place->fd, "8", "", CK_ERR_PRIVATE, &err));
    add(place);
    add(place);
    change(place, "post-private", "post-deleted");
    assert_check(place, 3, 0, 2);
    change(place, "post-deleted", "post-private"); /* undone */
    assert_check(place, 3, 0, 0);
    read_journal(place, &journal);
    newline = strchr(journal.data, '\n');
    put(place, CK_JOURNAL_NAME, newline + 1); /* the first line is taken away */
    assert_check(place, 2, 0, 1);
    add(place); /* what follows is sound again */
    assert_check(place, 3, 0, 1);
}

static void test_a_line_that_was_cut_short(void **state)
{
    const struct place *place = *state;
    ck_autobuf struct ck_buf journal = {.max = 65536};
    struct stat st;

    add(place);
    add(place);
    assert_int_equal(fstatat(place->fd, CK_JOURNAL_NAME, &st, 0), 0);
    for (off_t left = st.st_size - 1; left > st.st_size / 2; left -= 97) {
        char path[128];

        (void)snprintf(path, sizeof(path), "%s/%s", place->path, CK_JOURNAL_NAME);
        assert_int_equal(truncate(path, left), 0); /* a power cut */
        add(place);
        ck_buf_clear(&journal);
        read_journal(place, &journal);
        assert_true((off_t)journal.len > left); /* nothing was taken away */
        assert_int_equal(journal.data[left], '\n');
        assert_check(place, 3, left == st.st_size - 1 ? 0 : 1, 0);
        add(place);
        assert_check(place, 4, left == st.st_size - 1 ? 0 : 1, 0);
    }
}

static void test_a_last_line_that_is_none_of_ours(void **state)
{
    const struct place *place = *state;
    ck_autoclose int fd =
        openat(place->fd, CK_JOURNAL_NAME, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct ck_journal_report report;
    struct ck_error err;

    assert_int_equal(ftruncate(fd, (off_t)3 * CK_JOURNAL_LINE_MAX), 0); /* zeros */
    add(place);
    assert_true(ck_journal_check(place->fd, &report, &err));
    assert_int_equal(report.lines, 2);
    assert_int_equal(report.torn, 1);
    assert_int_equal(report.first_broken, 2);
    add(place);
    assert_true(ck_journal_check(place->fd, &report, &err));
    assert_int_equal(report.broken, 1); /* and goes on from there */
}

static void test_many_processes(void **state)
{
    enum { PROCESSES = 4, EVENTS = 50 };
    const struct place *place = *state;
    pid_t children[PROCESSES];
    int status;

    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            bool ok = true;

            for (int j = 0; j < EVENTS && ok; j++) {
                ok = kept_in_journal(place->fd, &trip, NULL);
            }
            _exit(ok ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_check(place, (int64_t)PROCESSES * EVENTS, 0, 0);
}

static void test_a_name_that_is_not_text(void **state)
{
    const struct place *place = *state;
    struct ck_kept kept = trip;
    struct ck_error err;

    kept.author = (char *)(uintptr_t) "\xFF";
    assert_false(kept_in_journal(place->fd, &kept, &err));
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    add(place);
    assert_check(place, 1, 0, 0);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_line_says),
        cmocka_unit_test(test_each_byte_of_a_line_counts),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_hostile_lines),
        PLACED(test_each_line_bears_the_hash_of_the_one_before),
        PLACED(test_a_change_shows),
        PLACED(test_a_line_that_was_cut_short),
        PLACED(test_a_last_line_that_is_none_of_ours),
        PLACED(test_many_processes),
        PLACED(test_a_name_that_is_not_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
