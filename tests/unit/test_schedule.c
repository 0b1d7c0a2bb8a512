/* Schedules: the texts that timekeepers read, and what is read back of them. */
#include "base/mem.h"
#include "desktop/schedule_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *const odd[] = {"@cat", "/home/a b/it's 100% \"$x\"\\.txt"};

static struct ck_plan_of_day plan(enum ck_every every)
{
    return (struct ck_plan_of_day){.every = every,
                                   .program = "/opt/clip keep/clipkeep",
                                   .lists = odd,
                                   .count = 2,
                                   .hour = 12,
                                   .minute = 5};
}

static void test_systemd(void **state)
{
    const struct ck_plan_of_day weekly = plan(CK_EVERY_WEEK), daily = plan(CK_EVERY_DAY);
    ck_autobuf struct ck_buf service = {.max = 4096}, timer = {.max = 4096};
    struct ck_schedule read = {.command.max = 4096};

    (void)state;
    ck_schedule_service(&weekly, &service);
    ck_schedule_timer(&weekly, &timer);
    assert_non_null(
        strstr(ck_buf_text(&service),
               "\nExecStart=\"/opt/clip keep/clipkeep\" backup --due \"@cat\" "
               "\"/home/a b/it's 100%% \\\"$$x\\\"\\\\.txt\"\n"));
    assert_non_null(strstr(ck_buf_text(&timer), "\nOnCalendar=Sun *-*-* 12:05:00\n"));
    assert_true(
        ck_schedule_read_timer(ck_buf_text(&timer), ck_buf_text(&service), &read));
    assert_int_equal(read.every, CK_EVERY_WEEK);
    ck_buf_clear(&timer);
    ck_schedule_timer(&daily, &timer);
    assert_non_null(strstr(ck_buf_text(&timer), "\nOnCalendar=*-*-* 12:05:00\n"));
    ck_buf_clear(&read.command);
    assert_true(
        ck_schedule_read_timer(ck_buf_text(&timer), ck_buf_text(&service), &read));
    assert_int_equal(read.every, CK_EVERY_DAY);
    assert_false(ck_schedule_read_timer("", "", &read));
    assert_false(ck_schedule_read_timer("[Timer]\nOnCalendar=daily\n", "", &read));
    ck_schedule_clear(&read);
}

static void test_a_shell_knows_more_than_a_timekeeper(void **state)
{
    struct ck_plan_of_day weekly = plan(CK_EVERY_WEEK);
    ck_autobuf struct ck_buf service = {.max = 4096}, line = {.max = 4096};

    (void)state;
    weekly.count = 0;
    weekly.config_home = "/a b/$c%d";
    weekly.state_home = "/it's";
    ck_schedule_service(&weekly, &service);
    assert_non_null(strstr(ck_buf_text(&service),
                           "\nEnvironment=\"XDG_CONFIG_HOME=/a b/$c%%d\"\n"
                           "Environment=\"XDG_STATE_HOME=/it's\"\nExecStart="));
    ck_schedule_cron(&weekly, &line);
    assert_string_equal(ck_buf_text(&line),
                        "5 12 * * 0 XDG_CONFIG_HOME='/a b/$c\\%d' "
                        "XDG_STATE_HOME='/it'\\''s' '/opt/clip keep/clipkeep' backup "
                        "--due " CK_SCHEDULE_MARK "\n");
}

static void test_a_crontab_keeps_what_is_not_ours(void **state)
{
    static const char others[] =
        "# mine\nMAILTO=me\n*/5 * * * * backup\n#5 1 * * * old " CK_SCHEDULE_MARK "\n";
    const struct ck_plan_of_day weekly = plan(CK_EVERY_WEEK), daily = plan(CK_EVERY_DAY);
    ck_autobuf struct ck_buf line = {.max = 4096}, first = {.max = 8192},
                             second = {.max = 8192};
    struct ck_schedule read = {.command.max = 4096};
    int hour = 0, minute = 0;

    (void)state;
    ck_schedule_cron(&weekly, &line);
    assert_string_equal(ck_buf_text(&line),
                        "5 12 * * 0 '/opt/clip keep/clipkeep' backup --due '@cat' "
                        "'/home/a b/it'\\''s 100\\% \"$x\"\\.txt' " CK_SCHEDULE_MARK
                        "\n");
    ck_schedule_cron_replace(others, ck_buf_text(&line), &first);
    assert_int_equal(strncmp(ck_buf_text(&first), others, sizeof(others) - 1), 0);
    assert_string_equal(ck_buf_text(&first) + sizeof(others) - 1, ck_buf_text(&line));
    assert_true(ck_schedule_read_cron(ck_buf_text(&first), &read, &hour, &minute));
    assert_int_equal(read.every, CK_EVERY_WEEK);
    assert_int_equal(hour * 60 + minute, 12 * 60 + 5);
    assert_string_equal(ck_buf_text(&read.command),
                        "'/opt/clip keep/clipkeep' backup --due '@cat' "
                        "'/home/a b/it'\\''s 100\\% \"$x\"\\.txt'");
    ck_buf_clear(&line);
    ck_schedule_cron(&daily, &line);
    ck_schedule_cron_replace(ck_buf_text(&first), ck_buf_text(&line), &second);
    assert_string_equal(ck_buf_text(&second) + sizeof(others) - 1, ck_buf_text(&line));
    ck_buf_clear(&first);
    ck_schedule_cron_replace(ck_buf_text(&second), "", &first);
    assert_string_equal(ck_buf_text(&first), others);
    assert_false(ck_schedule_read_cron(others, &read, &hour, &minute));
    ck_buf_clear(&second);
    ck_schedule_cron_replace("no newline", "x\n", &second);
    assert_string_equal(ck_buf_text(&second), "no newline\nx\n");
    ck_schedule_clear(&read);
}

static void test_an_agent(void **state)
{
    static const char *const lists[] = {"a<b>&c"};
    struct ck_plan_of_day weekly = plan(CK_EVERY_WEEK);
    ck_autobuf struct ck_buf text = {.max = 4096};
    struct ck_schedule read = {.command.max = 4096};
    int hour = 0, minute = 0;

    (void)state;
    weekly.lists = lists;
    weekly.count = 1;
    ck_schedule_plist(&weekly, &text);
    assert_non_null(strstr(ck_buf_text(&text), "<string>a&lt;b&gt;&amp;c</string>"));
    assert_true(ck_schedule_read_plist(ck_buf_text(&text), &read, &hour, &minute));
    assert_int_equal(read.every, CK_EVERY_WEEK);
    assert_int_equal(hour * 60 + minute, 12 * 60 + 5);
    assert_false(ck_schedule_read_plist("<plist/>", &read, &hour, &minute));
    ck_schedule_clear(&read);
}

static void test_when_it_comes_next(void **state)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };
    const int64_t thursday = 0; /* 1970-01-01 00:00 UTC */

    (void)state;
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
    assert_int_equal(ck_schedule_next(CK_EVERY_DAY, 12, 5, thursday), 12 * HOUR + 300);
    assert_int_equal(ck_schedule_next(CK_EVERY_DAY, 12, 5, thursday + 12 * HOUR + 300),
                     DAY + 12 * HOUR + 300);
    assert_int_equal(ck_schedule_next(CK_EVERY_WEEK, 0, 0, thursday), 3 * DAY);
    assert_int_equal(ck_schedule_next(CK_EVERY_WEEK, 0, 0, thursday + 3 * DAY), 10 * DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_systemd),
        cmocka_unit_test(test_a_crontab_keeps_what_is_not_ours),
        cmocka_unit_test(test_a_shell_knows_more_than_a_timekeeper),
        cmocka_unit_test(test_an_agent),
        cmocka_unit_test(test_when_it_comes_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
