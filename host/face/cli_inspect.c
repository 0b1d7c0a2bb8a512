/* cli_inspect.c - clipkeep inspect. */
#include "face/command.h"

#include "base/io.h"
#include "base/mem.h"
#include "session/session.h"
#include "tiktok/describe.h"
#include "tiktok/licence.h"
#include "tiktok/page.h"
#include "tiktok/plan.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAGE_MAX = 64 * 1024 * 1024 };

/* The status a page deserves: a page without a post is nothing to save. */
static int status_of(const struct ck_page *page)
{
    return page->post_count > 0 ? CK_EXIT_OK : CK_EXIT_NOTHING;
}

static void print_stream(const struct ck_stream *stream, bool chosen)
{
    char bytes[16] = "size unknown";

    if (stream->bytes >= 0) {
        ck_text_bytes(stream->bytes, bytes);
    }
    (void)printf("  %s %-5s %lldx%lld  %s%s%s\n", chosen ? "*" : "-", stream->codec,
                 (long long)stream->width, (long long)stream->height, bytes,
                 stream->sound ? "" : ", no sound",
                 stream->watermark ? ", watermark" : "");
}

/* What it says about its rights, in words, with the sentence that says it. */
static void print_rights(const struct ck_post *post)
{
    static const char *const words[] = {
        [CK_GRADE_NONE] = "none stated, so all rights are reserved",
        [CK_GRADE_RESERVED] = "none, all rights are reserved by the creator",
        [CK_GRADE_WORDS] = "none, but the creator permits something",
        [CK_GRADE_WEAK] = "spoken of, but which one or for what is not clear",
    };
    static const char *const saving[] = {
        [CK_SAVING_UNKNOWN] = "not known",
        [CK_SAVING_ALLOWED] = "allowed by the creator",
        [CK_SAVING_OFF] = "turned off by the creator",
    };
    struct ck_rights rights;
    struct ck_error err;
    char id[CK_LICENCE_ID_SIZE];

    if (!ck_rights_of_post(post, &rights, &err)) {
        return;
    }
    ck_licence_id(&rights.licence, id);
    if (rights.licence.parts != 0) {
        (void)printf("  licence: %s (%s)\n", id, ck_grade_text(rights.grade));
    } else {
        (void)printf("  licence: %s\n", words[rights.grade]);
    }
    for (size_t i = 0; i < rights.evidence_count; i++) {
        (void)printf("    %s: ", ck_where_text(rights.evidence[i].where));
        ck_print_clean(rights.evidence[i].text);
        (void)putchar('\n');
    }
    (void)printf("  saving: %s\n", saving[post->saving]);
    ck_rights_clear(&rights);
}

static void print_post(const struct ck_post *post)
{
    char date[32] = "unknown date";
    time_t created = (time_t)post->created;
    struct tm tm;
    long chosen = ck_plan_best(post);

    if (post->created > 0 && gmtime_r(&created, &tm) != NULL) {
        (void)strftime(date, sizeof(date), "%Y-%m-%d", &tm);
    }
    (void)printf("%s  %s  %s by ", post->id, date,
                 post->kind == CK_POST_PHOTO ? "photos" : "video");
    ck_print_clean(post->author.name);
    (void)fputs("\n  ", stdout);
    ck_print_clean(post->text);
    (void)putchar('\n');
    for (size_t i = 0; i < post->stream_count; i++) {
        print_stream(&post->streams[i], (long)i == chosen);
    }
    if (post->image_count > 0) {
        (void)printf("  %zu pictures\n", post->image_count);
    }
    print_rights(post);
}

static void print_page(const struct ck_page *page)
{
    (void)printf("page: %s\n", ck_page_kind_text(page->kind));
    if (page->post_count == 0) {
        (void)printf("no post: %s\n", ck_code_sentence(ck_page_refusal(page)));
    }
    for (size_t i = 0; i < page->post_count; i++) {
        print_post(&page->posts[i]);
    }
}

static int show(bool json, const struct ck_page *page)
{
    if (json) {
        return ck_print_json(ck_describe_page(page), status_of(page));
    }
    print_page(page);
    return status_of(page);
}

static int inspect_file(bool json, const char *path)
{
    ck_autobuf struct ck_buf bytes = {.max = PAGE_MAX};
    struct ck_page page;
    struct ck_error err;
    bool ok = strcmp(path, "-") == 0 ? ck_read_all(STDIN_FILENO, &bytes, &err)
                                     : ck_read_file(path, &bytes, &err);
    int status;

    if (!ok || !ck_page_read(ck_buf_text(&bytes), bytes.len, &page, &err)) {
        return ck_print_error(json, path, &err, CK_EXIT_UNREADABLE);
    }
    status = show(json, &page);
    ck_page_clear(&page);
    return status;
}

/* Who waits for the page. */
struct viewer {
    const char *address;
    bool json, done;
    int status;
};

static void page_done(void *ctx, const struct ck_page *page, const struct ck_error *err)
{
    struct viewer *viewer = ctx;

    viewer->done = true;
    viewer->status = page != NULL ? show(viewer->json, page)
                                  : ck_print_error(viewer->json, viewer->address, err,
                                                   CK_EXIT_UNREADABLE);
}

static int inspect_address(bool json, const char *address)
{
    const struct ck_session_options options = {.sandbox = CK_SANDBOX_READING};
    struct viewer viewer = {address, json, false, CK_EXIT_UNREADABLE};
    struct ck_session *session;
    struct ck_error err;

    if (!ck_session_create(&options, &session, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    ck_session_inspect(session, address, page_done, &viewer);
    while (!viewer.done) {
        if (!ck_session_turn(session, NULL, 0, -1, &err)) {
            viewer.done = true;
            viewer.status = ck_print_error(json, address, &err, CK_EXIT_UNREADABLE);
        }
    }
    ck_session_free(session);
    return viewer.status;
}

int ck_command_inspect(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    bool json = false;
    const char *subject;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = true;
    }
    if (optind + 1 != argc) {
        return ck_usage("inspect", "give one address or file");
    }
    subject = argv[optind];
    return strcmp(subject, "-") == 0 || access(subject, F_OK) == 0 ||
                   strchr(subject, '.') == NULL
               ? inspect_file(json, subject)
               : inspect_address(json, subject);
}
