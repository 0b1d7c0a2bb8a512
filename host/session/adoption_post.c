/* adoption_post.c - one post of another program's folder: what is known of it, and its
 * files in the save folder under our names. */
#include "session/adoption_place.h"

#include "fetch/media.h"
#include "session/sidecar.h"
#include "tiktok/subtitle.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Opens a file and says what its bytes are; its size may have changed since it was
 * listed. */
static bool open_media(const struct ck_adopting *adopting, const char *name, int *ret_fd,
                       enum ck_media_type *ret, struct ck_error *err)
{
    char begin[16];
    ssize_t n;

    *ret_fd = ck_gather_file(&adopting->gather, name);
    if (*ret_fd < 0) {
        return ck_fail(err, CK_ERR_SOURCE, "a file cannot be opened");
    }
    n = pread(*ret_fd, begin, sizeof(begin), 0);
    *ret = ck_media_sniff(begin, n > 0 ? (size_t)n : 0);
    return n >= 0 || ck_fail(err, CK_ERR_SOURCE, "a file cannot be read");
}

static bool is_picture(enum ck_media_type type)
{
    return type == CK_MEDIA_JPEG || type == CK_MEDIA_PNG || type == CK_MEDIA_WEBP ||
           type == CK_MEDIA_GIF || type == CK_MEDIA_HEIC || type == CK_MEDIA_AVIF;
}

static bool is_sound(enum ck_media_type type)
{
    return type == CK_MEDIA_MP3 || type == CK_MEDIA_M4A || type == CK_MEDIA_MP4;
}

/* Adds an open file to what is to be taken in; the descriptor goes over. */
static void add(struct ck_adopted_post *adopted, int fd, const char *role, size_t index,
                const char *suffix)
{
    struct ck_adopted_file *file = &adopted->files[adopted->count++];

    *file = (struct ck_adopted_file){.fd = fd, .role = role, .index = index};
    if (adopted->post.kind == CK_POST_VIDEO) {
        (void)snprintf(file->tail, sizeof(file->tail), ".%s", suffix);
    } else if (strcmp(role, "image") == 0) {
        (void)snprintf(file->tail, sizeof(file->tail), "%02zu.%s", index + 1, suffix);
    } else {
        (void)snprintf(file->tail, sizeof(file->tail), "sound.%s", suffix);
    }
}

/* The first video that is whole; `err` says why the last one is not. */
static bool take_video(const struct ck_adopting *adopting, const struct ck_adoptee *files,
                       size_t count, struct ck_adopted_post *adopted,
                       struct ck_error *err)
{
    for (size_t i = 0; i < count; i++) {
        enum ck_media_type type = CK_MEDIA_UNKNOWN;
        int fd = -1;

        if (files[i].name.role != CK_FOREIGN_VIDEO) {
            continue;
        }
        if (open_media(adopting, files[i].file->name, &fd, &type, err) &&
            ck_mp4_check(fd, &adopted->mp4, err)) {
            if (adopted->mp4.video) {
                adopted->main = files[i].file->name;
                add(adopted, fd, "video", 0, "mp4");
                return true;
            }
            (void)ck_fail(err, CK_ERR_NOT_MEDIA, "no picture in it");
        }
        ck_close_pointer(&fd);
    }
    return false;
}

static void take_cover(const struct ck_adopting *adopting, const struct ck_adoptee *files,
                       size_t count, struct ck_adopted_post *adopted)
{
    for (size_t i = 0; i < count; i++) {
        enum ck_media_type type = CK_MEDIA_UNKNOWN;
        int fd = -1;

        if (files[i].name.role != CK_FOREIGN_IMAGE || files[i].name.number > 0) {
            continue;
        }
        if (open_media(adopting, files[i].file->name, &fd, &type, NULL) &&
            is_picture(type)) {
            add(adopted, fd, "cover", 0, ck_media_suffix(type));
            return;
        }
        ck_close_pointer(&fd);
    }
}

static bool is_webvtt(int fd)
{
    char begin[9];
    ssize_t n = pread(fd, begin, sizeof(begin), 0);
    size_t mark = n >= 3 && memcmp(begin, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    return n >= 6 + (ssize_t)mark && memcmp(begin + mark, "WEBVTT", 6) == 0;
}

/* SubRip: a number in a line of its own, and a time behind it. */
static bool is_subrip(int fd)
{
    char begin[64];
    ssize_t n = pread(fd, begin, sizeof(begin) - 1, 0);
    const char *at = begin;
    size_t digits;

    begin[n > 0 ? n : 0] = '\0';
    at += strncmp(at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    at += strspn(at, "\r\n");
    digits = strspn(at, "0123456789");
    return digits > 0 && strchr("\r\n", at[digits]) != NULL &&
           strstr(at, " --> ") != NULL;
}

/* How captions of these bytes end; NULL: they are none. */
static const char *captions_suffix(int fd)
{
    return is_webvtt(fd) ? "vtt" : is_subrip(fd) ? "srt" : NULL;
}

/* The language stands between the stem and ".vtt" or ".srt". */
static void add_captions(struct ck_adopted_post *adopted, const struct ck_adoptee *file,
                         int fd, const char *suffix)
{
    struct ck_post *post = &adopted->post;
    size_t index = post->caption_count++;
    const char *language = file->file->name + file->name.stem;
    size_t len = strlen(language); /* of ".en.vtt" */
    char label[CK_LABEL_SIZE];

    if (len > 5 && len - 5 < sizeof(post->captions[index].language)) {
        memcpy(post->captions[index].language, language + 1, len - 5);
    }
    ck_subtitle_label(post, index, label);
    add(adopted, fd, "captions", index, suffix);
    (void)snprintf(adopted->files[adopted->count - 1].tail,
                   sizeof(adopted->files[0].tail), ".%s.%s", label, suffix);
}

static bool take_captions(const struct ck_adopting *adopting,
                          const struct ck_adoptee *files, size_t count,
                          struct ck_adopted_post *adopted, struct ck_error *err)
{
    enum { LANGUAGES_MAX = 50 };

    adopted->post.captions = ck_calloc(LANGUAGES_MAX, sizeof(*adopted->post.captions));
    if (adopted->post.captions == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count && adopted->post.caption_count < LANGUAGES_MAX; i++) {
        int fd = files[i].name.role == CK_FOREIGN_CAPTIONS
                     ? ck_gather_file(&adopting->gather, files[i].file->name)
                     : -1;

        const char *suffix = fd >= 0 ? captions_suffix(fd) : NULL;

        if (suffix != NULL) {
            add_captions(adopted, &files[i], fd, suffix);
        } else {
            ck_close_pointer(&fd);
        }
    }
    return true;
}

/* A picture of a photo post, and no cover: its name has a number, or it lies among
 * such. */
static bool is_of_photo_post(const struct ck_adoptee *file)
{
    return file->name.role == CK_FOREIGN_IMAGE && !file->name.cover &&
           (file->name.number > 0 || file->name.picture);
}

static bool take_pictures(const struct ck_adopting *adopting,
                          const struct ck_adoptee *files, size_t count,
                          struct ck_adopted_post *adopted, struct ck_error *err)
{
    size_t index = 0;

    for (size_t i = 0; i < count && index < CK_ADOPTED_FILES - 1; i++) {
        enum ck_media_type type = CK_MEDIA_UNKNOWN;
        int fd = -1;

        if (!is_of_photo_post(&files[i])) {
            continue;
        }
        if (!open_media(adopting, files[i].file->name, &fd, &type, err) ||
            !is_picture(type)) {
            ck_close_pointer(&fd);
            return type != CK_MEDIA_UNKNOWN || ck_fail(err, CK_ERR_NOT_MEDIA, NULL);
        }
        adopted->main = index == 0 ? files[i].file->name : adopted->main;
        add(adopted, fd, "image", index++, ck_media_suffix(type));
    }
    adopted->post.image_count = index; /* their number alone is known */
    return index > 0;
}

static void take_sound(const struct ck_adopting *adopting, const struct ck_adoptee *files,
                       size_t count, struct ck_adopted_post *adopted)
{
    for (size_t i = 0; i < count; i++) {
        enum ck_media_type type = CK_MEDIA_UNKNOWN;
        int fd = -1;

        if (files[i].name.role != CK_FOREIGN_SOUND) {
            continue;
        }
        if (open_media(adopting, files[i].file->name, &fd, &type, NULL) &&
            is_sound(type)) {
            add(adopted, fd, "sound", 0, type == CK_MEDIA_MP3 ? "mp3" : "m4a");
            return;
        }
        ck_close_pointer(&fd);
    }
    ck_note_add(&adopted->notes, CK_NOTE_SOUND_MISSING);
}

static bool choose_files(const struct ck_adopting *adopting,
                         const struct ck_adoptee *files, size_t count,
                         struct ck_adopted_post *adopted, struct ck_error *err)
{
    (void)ck_fail(err, CK_ERR_NOT_FOUND, "neither its video nor its pictures are there");
    adopted->post.kind = CK_POST_VIDEO;
    if (take_video(adopting, files, count, adopted, err)) {
        take_cover(adopting, files, count, adopted);
        if (!adopted->mp4.sound) {
            ck_note_add(&adopted->notes, CK_NOTE_SOUND_MISSING);
        }
        return take_captions(adopting, files, count, adopted, err);
    }
    adopted->post.kind = CK_POST_PHOTO;
    if (!take_pictures(adopting, files, count, adopted, err)) {
        return false;
    }
    take_sound(adopting, files, count, adopted);
    return true;
}

/* What is known of the post. */
static bool learn(const struct ck_adopting *adopting, const struct ck_adoptee *files,
                  struct ck_adopted_post *adopted, struct ck_error *err)
{
    json_auto_t *info = files[0].name.role == CK_FOREIGN_INFO
                            ? ck_adopting_info(adopting, files[0].file->name)
                            : NULL;
    const struct ck_myfave *lists = &adopting->lists;
    bool listed = lists->videos != NULL || lists->texts != NULL;

    adopted->program = info != NULL ? "yt-dlp" : listed ? "myfaveTT" : "";
    return (ck_foreign_post(files[0].name.id, &adopted->post) &&
            (info == NULL || ck_foreign_add_info(&adopted->post, info)) &&
            (!listed || info != NULL || ck_foreign_add_myfave(&adopted->post, lists))) ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool set_page(struct ck_adopted_post *adopted, struct ck_error *err)
{
    ck_autobuf struct ck_buf page = {.max = 300};

    ck_buf_addf(&page, "https://www.tiktok.com/@%s/%s/%s", adopted->post.author.name,
                adopted->post.kind == CK_POST_PHOTO ? "photo" : "video",
                adopted->post.id);
    adopted->page = ck_buf_take(&page);
    return adopted->page != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_adopt_post(struct ck_adopting *adopting, const struct ck_adoptee *files,
                   size_t count, struct ck_kept *ret, struct ck_error *err)
{
    struct ck_adopted_post *adopted = ck_alloc(sizeof(*adopted));
    bool ok;

    if (adopted == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    adopted->dir_fd = -1;
    adopted->kept_at = (int64_t)time(NULL);
    ok = learn(adopting, files, adopted, err) &&
         choose_files(adopting, files, count, adopted, err) && set_page(adopted, err);
    for (size_t i = 0; ok && i < adopted->count && adopting->task->dry; i++) {
        adopting->report->bytes += lseek(adopted->files[i].fd, 0, SEEK_END);
    }
    ok = ok && (adopting->task->dry || ck_adopted_place(adopting, adopted, ret, err));
    for (size_t i = 0; i < adopted->count; i++) {
        ck_stage_free(adopted->files[i].stage);
        ck_close_pointer(&adopted->files[i].fd);
    }
    ck_stage_free(adopted->sidecar);
    ck_album_free(adopted->album);
    ck_close_pointer(&adopted->dir_fd);
    adopted->post.image_count = 0; /* without a list of them */
    ck_post_clear(&adopted->post);
    ck_free(adopted->page);
    ck_free(adopted);
    return ok;
}
