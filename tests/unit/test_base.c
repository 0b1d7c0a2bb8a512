/* The ground all rooms stand on: buffers, errors, files, the log. */
#include "base/buf.h"
#include "base/error.h"
#include "base/io.h"
#include "base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_buffer_keeps_its_limit(void **state)
{
    struct ck_buf buf;

    (void)state;
    ck_buf_init(&buf, 8);
    ck_buf_adds(&buf, "12345");
    assert_true(ck_buf_ok(&buf));
    ck_buf_adds(&buf, "6789");
    assert_false(ck_buf_ok(&buf));
    assert_string_equal(ck_buf_text(&buf), "12345");
    ck_buf_adds(&buf, "6");
    assert_false(ck_buf_ok(&buf)); /* failure is sticky */
    ck_buf_clear(&buf);
    ck_buf_addf(&buf, "%s-%d", "abc", 1234);
    assert_string_equal(ck_buf_text(&buf), "abc-1234");
    ck_buf_consume(&buf, 4);
    assert_string_equal(ck_buf_text(&buf), "1234");
    ck_buf_free(&buf);
    assert_string_equal(ck_buf_text(&buf), "");
}

static void test_buffer_hands_over_its_content(void **state)
{
    struct ck_buf buf;
    char *text;

    (void)state;
    ck_buf_init(&buf, 100);
    text = ck_buf_take(&buf);
    assert_string_equal(text, "");
    ck_free(text);
    ck_buf_adds(&buf, "kept");
    text = ck_buf_take(&buf);
    assert_string_equal(text, "kept");
    assert_int_equal(buf.len, 0);
    ck_free(text);
}

static void test_every_code_has_words_of_its_own(void **state)
{
    (void)state;
    for (int i = 1; i < CK_CODE_COUNT; i++) {
        enum ck_code code = (enum ck_code)i;

        assert_true(strlen(ck_code_text(code)) > 0);
        assert_true(strlen(ck_code_sentence(code)) > 0);
        assert_true(strlen(ck_code_step(code)) > 0);
        assert_int_equal(ck_code_of_text(ck_code_text(code)), code);
    }
    assert_int_equal(ck_code_of_text("no such code"), CK_ERR_INTERNAL);
}

static void test_errno_becomes_a_code(void **state)
{
    static const struct {
        int os_errno;
        enum ck_code code;
    } rows[] = {
        {ENOSPC, CK_ERR_DISK_FULL},      {EDQUOT, CK_ERR_DISK_FULL},
        {EROFS, CK_ERR_FOLDER_READONLY}, {EACCES, CK_ERR_FOLDER_READONLY},
        {ENOENT, CK_ERR_FOLDER_MISSING}, {EIO, CK_ERR_DISK},
    };
    struct ck_error err;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_false(ck_fail_errno(&err, rows[i].os_errno, "writing"));
        assert_int_equal(err.code, rows[i].code);
        assert_int_equal(err.os_errno, rows[i].os_errno);
    }
}

static void test_replaced_file_is_whole(void **state)
{
    char dir[] = "/tmp/ck-base-XXXXXX";
    char path[128];
    struct ck_buf content;
    struct ck_error err;
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/a/b", dir);
    assert_true(ck_make_folders(path, 0700, &err));
    assert_true(ck_make_folders(path, 0700, &err));
    (void)snprintf(path, sizeof(path), "%s/a/b/file", dir);
    assert_true(ck_replace_file(path, "first", 5, 0600, &err));
    assert_true(ck_replace_file(path, "second", 6, 0600, &err));
    ck_buf_init(&content, 100);
    assert_true(ck_read_file(path, &content, &err));
    assert_string_equal(ck_buf_text(&content), "second");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    ck_buf_free(&content);
    ck_buf_init(&content, 3);
    assert_false(ck_read_file(path, &content, &err));
    assert_int_equal(err.code, CK_ERR_TOO_LARGE);
    ck_buf_free(&content);
    assert_int_equal(unlink(path), 0);
    assert_false(ck_read_file(path, &content, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
}

static void test_log_takes_no_control_characters_and_no_query(void **state)
{
    char dir[] = "/tmp/ck-base-XXXXXX";
    char path[128];
    const char *address = "https://v16.tiktok.com/x/?signature=secret";
    struct ck_buf content;
    struct ck_error err;

    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/log", dir);
    assert_true(ck_log_open(path, true, &err));
    ck_log("got %.*s\nand more", ck_log_address_len(address), address);
    ck_buf_init(&content, 4096);
    assert_true(ck_read_file(path, &content, &err));
    assert_non_null(
        strstr(ck_buf_text(&content), "got https://v16.tiktok.com/x/ and more\n"));
    assert_null(strstr(ck_buf_text(&content), "secret"));
    ck_buf_free(&content);
}

static off_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? st.st_size : -1;
}

/* Two megabytes at most, and nothing of the last one is lost; a second process follows.
 */
static void test_log_rotates(void **state)
{
    char dir[] = "/tmp/ck-base-XXXXXX";
    char path[128], older[160];
    char line[1000];
    struct ck_buf content;
    struct ck_error err;
    pid_t pid;

    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/log", dir);
    (void)snprintf(older, sizeof(older), "%s.1", path);
    assert_true(ck_log_open(path, true, &err));
    memset(line, 'a', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0 && !ck_log_open(path, true, &err)) { /* as a process of its own does */
        _exit(1);
    }
    for (int i = 0; i < 1600; i++) {
        ck_log("%d %.900s", i, line);
    }
    if (pid == 0) {
        _exit(0);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    ck_log("the last word");
    assert_true(size_of(path) > 0 && size_of(path) <= CK_LOG_MAX + 8192);
    assert_true(size_of(older) >= CK_LOG_MAX && size_of(older) <= CK_LOG_MAX + 8192);
    ck_buf_init(&content, (size_t)4 * CK_LOG_MAX);
    assert_true(ck_read_file(path, &content, &err));
    assert_non_null(strstr(ck_buf_text(&content), "the last word\n"));
    ck_buf_free(&content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_keeps_its_limit),
        cmocka_unit_test(test_buffer_hands_over_its_content),
        cmocka_unit_test(test_every_code_has_words_of_its_own),
        cmocka_unit_test(test_errno_becomes_a_code),
        cmocka_unit_test(test_replaced_file_is_whole),
        cmocka_unit_test(test_log_takes_no_control_characters_and_no_query),
        cmocka_unit_test(test_log_rotates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
