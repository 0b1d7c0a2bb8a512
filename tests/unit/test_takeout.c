/* What is handed out is whole and readable by others; nothing is ever replaced, and
 * nothing half done stays. */
#include "base/clock.h"
#include "base/version.h"
#include "keep/bag_text.h"
#include "keep/nfo.h"
#include "keep/record.h"
#include "keep/runs.h"
#include "keep/sheet.h"
#include "keep/takeout.h"
#include "takeout_world.h"

static int count_names(const char *path)
{
    char command[200];
    int count = -1;
    FILE *pipe;

    (void)snprintf(command, sizeof(command), "find %s -mindepth 1 | wc -l", path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%d", &count), 1);
    (void)pclose(pipe);
    return count;
}

static void test_a_bag(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    char command[200], info[512];

    check(take(world, CK_TAKEOUT_BAG, "bag", false, &report, &err), &err);
    assert_int_equal(report.written, 2);
    assert_int_equal(report.files, 4); /* and SHA256SUMS, journal.jsonl */
    assert_content(&world->out, "bag/data/catlady/b.mp4", "hello");
    assert_content(&world->out, "bag/bagit.txt",
                   "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    (void)snprintf(info, sizeof(info),
                   "Bag-Software-Agent: Clipkeep " CK_VERSION "\n"
                   "Bagging-Date: 2026-05-28\n"
                   "External-Description: 2 TikTok posts kept by Clipkeep\n"
                   "Payload-Oxum: %lld.4\n",
                   (long long)report.bytes);
    assert_content(&world->out, "bag/bag-info.txt", info);
    (void)snprintf(
        command, sizeof(command),
        "cd %s/bag && sha256sum -c --quiet tagmanifest-sha256.txt && cd data &&"
        " sha256sum -c --quiet SHA256SUMS",
        world->out.path);
    assert_int_equal(system(command), 0);
}

static void test_nothing_is_replaced(void **state)
{
    struct world *world = *state;

    for (int form = CK_TAKEOUT_BAG; form < CK_TAKEOUT_FORMS; form++) {
        struct ck_takeout_report report;
        struct ck_error err = {0};

        if (form == CK_TAKEOUT_NFO_HERE) {
            continue;
        }
        put(&world->out, "there", "mine");
        assert_false(
            take(world, (enum ck_takeout_form)form, "there", false, &report, &err));
        assert_int_equal(err.code, CK_ERR_TARGET_TAKEN);
        assert_content(&world->out, "there", "mine");
        assert_false(take(world, (enum ck_takeout_form)form, "missing/there", false,
                          &report, &err));
        assert_int_equal(err.code, CK_ERR_TARGET);
        assert_false(take(world, (enum ck_takeout_form)form, "./catlady/bag", false,
                          &report, &err));
        assert_int_equal(err.code, CK_ERR_TARGET); /* inside the save folder */
        assert_int_equal(count_names(world->out.path), 1);
    }
}

static void test_stopped_leaves_nothing(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};

    world->stop_after = 1;
    for (int form = CK_TAKEOUT_BAG; form <= CK_TAKEOUT_NFO; form++) {
        assert_false(
            take(world, (enum ck_takeout_form)form, "bag", false, &report, &err));
        assert_int_equal(err.code, CK_ERR_CANCELLED);
        assert_int_equal(count_names(world->out.path), 0);
    }
    world->stop_after = 0;
    assert_false(take(world, CK_TAKEOUT_CSV, "csv", false, &report, &err));
    assert_int_equal(err.code, CK_ERR_CANCELLED);
    assert_int_equal(count_names(world->out.path), 0);
    assert_content(world->save, "catlady/b.mp4", "hello");
}

static void test_damage_is_left_out(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};

    put(world->save, "catlady/b.mp4", "hullo");
    assert_int_equal(unlinkat(world->save->fd, "catlady/a 100%.mp4", 0), 0);
    for (int link = 0; link < 2; link++) {
        world->left_out = 0;
        check(take(world, CK_TAKEOUT_BAG, link ? "bag 2" : "bag", link, &report, &err),
              &err);
        assert_int_equal(report.written, 0);
        assert_int_equal(report.put[CK_PUT_CHANGED], 1);
        assert_int_equal(report.put[CK_PUT_MISSING], 1);
        assert_int_equal(world->left_out, 2);
        assert_false(exists(&world->out, "bag/data/catlady/b.mp4"));
    }
}

static void test_links(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    struct stat sums;

    check(take(world, CK_TAKEOUT_BAG, "bag", true, &report, &err), &err);
    assert_int_equal(report.put[CK_PUT_LINKED], 2);
    assert_content(&world->out, "bag/data/catlady/b.mp4", "hello");
    /* What lines are added to is never shared. */
    assert_int_equal(fstatat(world->out.fd, "bag/data/SHA256SUMS", &sums, 0), 0);
    assert_int_equal(sums.st_nlink, 1);
}

static void test_a_symbolic_link_is_not_followed(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};

    assert_int_equal(unlinkat(world->save->fd, "catlady/b.mp4", 0), 0);
    put(&world->out, "secret", "hello"); /* the very bytes */
    assert_int_equal(symlinkat("../secret", world->save->fd, "catlady/b.mp4"), 0);
    check(take(world, CK_TAKEOUT_BAG, "bag", false, &report, &err), &err);
    assert_int_equal(report.put[CK_PUT_MISSING], 1);
}

static void test_an_older_copy(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};

    keep_post(world, "1", "catlady/a (2).mp4");
    check(take(world, CK_TAKEOUT_CSV, "csv", false, &report, &err), &err);
    assert_int_equal(report.written, 2); /* one row a post */
    check(take(world, CK_TAKEOUT_BAG, "bag", false, &report, &err), &err);
    assert_int_equal(report.files, 5); /* every kept file */
    assert_int_equal(unlinkat(world->save->fd, "catlady/a 100%.mp4", 0), 0);
    check(take(world, CK_TAKEOUT_BAG, "bag 2", false, &report, &err), &err);
    assert_int_equal(report.files, 4); /* nobody misses the older one */
    assert_int_equal(report.put[CK_PUT_MISSING], 0);
}

static void test_lists_of_a_post(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_found found = {.post = "1", .added_at = 1770000001};
    const struct ck_list lists[] = {
        {.kind = CK_LIST_LIKES, .handle = TEXT("me"), .mine = true},
        {.kind = CK_LIST_COLLECTION,
         .handle = TEXT("me"),
         .key = TEXT("7"),
         .title = TEXT("Cats, \"big\"")},
    };
    struct ck_error err = {0};
    char csv[4096] = "", jsonl[4096] = "";
    int fd;

    for (size_t i = 0; i < 2; i++) {
        struct ck_run run = {.source = CK_SOURCE_TAB, .stated = -1};
        int64_t number;

        check(ck_list_open(world->archive, &lists[i], &run.list, &err), &err);
        check(ck_run_begin(world->archive, &run, &number, &err), &err);
        check(ck_run_found(world->archive, number, 0, &found, 1, &err), &err);
    }
    check(take(world, CK_TAKEOUT_CSV, "csv", false, &report, &err), &err);
    check(take(world, CK_TAKEOUT_JSONL, "jsonl", false, &report, &err), &err);
    fd = openat(world->out.fd, "csv", O_RDONLY);
    assert_true(read(fd, csv, sizeof(csv) - 1) > 0);
    (void)close(fd);
    fd = openat(world->out.fd, "jsonl", O_RDONLY);
    assert_true(read(fd, jsonl, sizeof(jsonl) - 1) > 0);
    (void)close(fd);
    assert_non_null(strstr(csv, "\"collection @me Cats, \"\"big\"\"\nlikes @me\""));
    assert_non_null(strstr(jsonl, "{\"kind\":\"likes\",\"handle\":\"me\",\"title\":\"\","
                                  "\"added\":1770000001}"));
    assert_non_null(strstr(jsonl, "\"lists\":[]")); /* of the other post */
}

/* What only a data export knows comes at the end. */
static void test_posts_without_an_id(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    char jsonl[4096] = "";
    int fd;

    assert_int_equal(mkdirat(world->save->fd, "Data export", 0700), 0);
    put(world->save, "Data export/2026-01-07 000000 dddddddddddddddd.mp4", "hello");
    put(world->save, "Data export/2026-01-20 posts.csv",
        "date,caption,post,files,account\nd,'=my dog,,2026-01-07 000000 "
        "dddddddddddddddd,me\n");
    check(take(world, CK_TAKEOUT_CSV, "csv", false, &report, &err), &err);
    assert_int_equal(report.written, 3);
    check(take(world, CK_TAKEOUT_JSONL, "jsonl", false, &report, &err), &err);
    fd = openat(world->out.fd, "jsonl", O_RDONLY);
    assert_true(read(fd, jsonl, sizeof(jsonl) - 1) > 0);
    (void)close(fd);
    assert_non_null(
        strstr(jsonl, "\n{\"id\":\"export-dddddddddddddddd\",\"kind\":\"video\","
                      "\"creator\":\"me\",\"text\":\"=my dog\",\"posted\":1767744000,"));
    assert_non_null(strstr(jsonl, "\"mine\":true,\"lists\":[{\"kind\":\"posts\","
                                  "\"handle\":\"me\",\"title\":\"\","));
}

static void test_nfo_beside_the_video(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    const struct ck_takeout_task task = {.archive = world->archive,
                                         .rootfd = world->save->fd,
                                         .folder = world->save->path,
                                         .form = CK_TAKEOUT_NFO_HERE};

    put(world->save, "catlady/b.nfo", "mine");
    check(ck_takeout(&task, &report, &err), &err);
    assert_int_equal(report.written, 1);
    assert_int_equal(report.had, 1);
    assert_content(world->save, "catlady/b.nfo", "mine");
    assert_true(exists(world->save, "catlady/a 100%.nfo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_bag),
        IN_WORLD(test_nothing_is_replaced),
        IN_WORLD(test_stopped_leaves_nothing),
        IN_WORLD(test_damage_is_left_out),
        IN_WORLD(test_links),
        IN_WORLD(test_a_symbolic_link_is_not_followed),
        IN_WORLD(test_an_older_copy),
        IN_WORLD(test_lists_of_a_post),
        IN_WORLD(test_posts_without_an_id),
        IN_WORLD(test_nfo_beside_the_video),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
