/* What belongs to no post is handed out too: profiles, data exports, timestamps. */
#include "takeout_world.h"

#define OWN "2026-01-05 203107 aaaaaaaaaaaaaaaa"

/* A version of a profile, an own post of a data export, and a timestamp. */
static void keep_of_no_post(const struct world *world)
{
    const struct ck_kept_file files[] = {
        {TEXT("profile"), TEXT("profiles/mina/2026-11-22 183000.json"), 5, HELLO_SHA256},
        {TEXT("own"), TEXT("Data export/" OWN ".mp4"), 5, HELLO_SHA256}};
    static const char *const folders[] = {"profiles", "profiles/mina", "Data export",
                                          "timestamps"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        assert_int_equal(mkdirat(world->save->fd, folders[i], 0700), 0);
    }
    put(world->save, files[0].name, "hello");
    put(world->save, files[1].name, "hello");
    put(world->save, "timestamps/2026-11-22T183000Z.tsr", "answer");
    put(world->save, "timestamps/mine.txt", "not ours");
    assert_true(ck_record_added(world->archive, world->save->fd, world->save->path, "",
                                files, 2));
}

static void test_a_bag_has_what_belongs_to_no_post(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    char command[400];

    keep_of_no_post(world);
    for (int link = 0; link < 2; link++) {
        check(take(world, CK_TAKEOUT_BAG, link ? "bag 2" : "bag", link, &report, &err),
              &err);
        assert_int_equal(report.written, 2);
        assert_int_equal(report.files, 7);
        assert_content(&world->out, "bag/data/timestamps/2026-11-22T183000Z.tsr",
                       "answer");
        (void)snprintf(
            command, sizeof(command),
            "cd '%s/%s' && sed 's/%%25/%%/g' manifest-sha256.txt |"
            " sha256sum -c --quiet && cd data && sha256sum -c --quiet SHA256SUMS &&"
            " test $(find . -type f | wc -l) = 7",
            world->out.path, link ? "bag 2" : "bag");
        assert_int_equal(system(command), 0);
    }
    put(world->save, "profiles/mina/2026-11-22 183000.json", "hullo");
    check(take(world, CK_TAKEOUT_BAG, "bag 3", false, &report, &err), &err);
    assert_int_equal(world->left_out, 1);
    assert_int_equal(report.files, 6);
}

static void test_own_posts_of_a_data_export_are_films_too(void **state)
{
    struct world *world = *state;
    struct ck_takeout_report report;
    struct ck_error err = {0};
    char command[400];

    keep_of_no_post(world);
    check(take(world, CK_TAKEOUT_NFO, "films", false, &report, &err), &err);
    assert_int_equal(report.written, 3);
    assert_content(&world->out, "films/Data export/" OWN ".mp4", "hello");
    (void)snprintf(command, sizeof(command),
                   "grep -q '<uniqueid type=\"clipkeep\" default=\"true\">"
                   "export-aaaaaaaaaaaaaaaa<' '%s/films/Data export/" OWN ".nfo'",
                   world->out.path);
    assert_int_equal(system(command), 0);
    check(take(world, CK_TAKEOUT_NFO_HERE, ".", false, &report, &err), &err);
    check(take(world, CK_TAKEOUT_NFO_HERE, ".", false, &report, &err), &err);
    assert_int_equal(report.had, 3); /* and none of them is taken for a film */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_bag_has_what_belongs_to_no_post),
        IN_WORLD(test_own_posts_of_a_data_export_are_films_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
