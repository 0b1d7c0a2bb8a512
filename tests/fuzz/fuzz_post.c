/* Any text is an item or is refused; what is read keeps the promises of post.h. */
#include "tiktok/describe.h"
#include "tiktok/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void check_urls(char **urls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        require(strncmp(urls[i], "https://", 8) == 0);
        require(strpbrk(urls[i], " \t\r\n") == NULL);
        require(ck_stream_expiry(urls[i]) >= 0);
    }
}

static void check_plan(const struct ck_post *post, const struct ck_plan_limits *limits)
{
    const struct ck_stream *stream;
    struct ck_plan plan;

    if (!ck_plan_choose(post, limits, &plan)) {
        return;
    }
    require(post->kind == CK_POST_VIDEO);
    require(plan.stream < (long)post->stream_count);
    require(plan.audio < (long)post->audio_count);
    require(plan.stream >= 0 || (plan.audio >= 0 && !plan.joined));
    require(plan.joined == (plan.stream >= 0 && plan.audio >= 0));
    require(!plan.joined || limits->may_join);
    require(plan.audio < 0 || post->audios[plan.audio].url_count > 0);
    if (plan.stream >= 0) {
        stream = &post->streams[plan.stream];
        require(stream->url_count > 0 && strcmp(stream->codec, "h266") != 0);
        require(stream->sound != plan.joined);
        require(!stream->watermark || limits->watermark);
    }
}

static void check_plans(const struct ck_post *post)
{
    for (unsigned i = 0; i < 16; i++) {
        enum ck_policy policy = (enum ck_policy)(i / 4);
        const struct ck_plan_limits limits = {
            .policy = policy,
            .may_join = (i & 1) != 0,
            .watermark = (i & 2) != 0,
        };

        require(ck_policy_of_text(ck_policy_text(limits.policy), &policy) &&
                policy == limits.policy);
        check_plan(post, &limits);
    }
}

static void check(const struct ck_post *post)
{
    long chosen = ck_stream_choose(post);
    json_t *said = ck_describe_post(post);

    require(said != NULL); /* also proves that every text is UTF-8 */
    json_decref(said);
    require(ck_id_valid(post->id));
    require(post->author.name[0] == '\0' || ck_user_valid(post->author.name));
    require(chosen < (long)post->stream_count);
    require(chosen < 0 ||
            (post->streams[chosen].sound && post->streams[chosen].url_count > 0));
    require((post->kind == CK_POST_PHOTO) == (post->image_count > 0));
    check_plans(post);
    for (size_t i = 0; i < post->stream_count; i++) {
        require(post->streams[i].sure_count <= post->streams[i].url_count);
        check_urls(post->streams[i].urls, post->streams[i].url_count);
    }
    for (size_t i = 0; i < post->audio_count; i++) {
        require(post->audios[i].url_count > 0);
        check_urls(post->audios[i].urls, post->audios[i].url_count);
    }
    for (size_t i = 0; i < post->image_count; i++) {
        check_urls(post->images[i].urls, post->images[i].url_count);
        check_urls(post->images[i].video_urls, post->images[i].video_url_count);
    }
    for (size_t i = 0; i < post->caption_count; i++) {
        require(post->captions[i].url_count > 0);
        check_urls(post->captions[i].urls, post->captions[i].url_count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ck_post post;
    struct ck_error err;

    if (ck_post_from_text((const char *)data, size, &post, &err)) {
        check(&post);
        ck_post_clear(&post);
    }
    return 0;
}
