/* join_files.c - copies the packets of two inputs into one MP4, in the order of their
 * times, with libavformat. */
#include "fetch/join_parts.h"

#include <errno.h>
#include <libavutil/dict.h>
#include <string.h>

struct joining {
    struct ck_join_source picture, sound;
    struct ck_join_file file;
    /* The output once more, for reading it while it is written. */
    struct ck_join_file again;
    AVIOContext *io;
    AVFormatContext *format;
};

/* Moving the movie header to the front, the library opens the output again by its name:
 * it has none, and gets a reader of the same descriptor. */
static int open_again(AVFormatContext *format, AVIOContext **io, const char *name,
                      int flags, AVDictionary **options)
{
    struct joining *joining = format->opaque;

    (void)name;
    (void)options;
    if (flags & AVIO_FLAG_WRITE) {
        return AVERROR(EPERM);
    }
    joining->again = (struct ck_join_file){
        .fd = joining->file.fd,
        .size = joining->file.size,
    };
    *io = ck_join_reader(&joining->again);
    return *io != NULL ? 0 : AVERROR(ENOMEM);
}

static int close_again(AVFormatContext *format, AVIOContext *io)
{
    (void)format;
    ck_join_io_free(&io);
    return 0;
}

/* The name of the codec in the file stays where players agree on its meaning. */
static uint32_t tag_of(const AVCodecParameters *codec)
{
    const uint32_t tag = codec->codec_tag;

    return tag == MKTAG('a', 'v', 'c', '1') || tag == MKTAG('h', 'v', 'c', '1') ||
                   tag == MKTAG('h', 'e', 'v', '1')
               ? tag
               : 0;
}

/* How the picture lies, where parameters do not say it yet. */
static int copy_matrix(const AVStream *from, AVStream *to)
{
#if LIBAVFORMAT_VERSION_INT < AV_VERSION_INT(60, 15, 100)
    size_t len = 0;
    const uint8_t *matrix =
        av_stream_get_side_data(from, AV_PKT_DATA_DISPLAYMATRIX, &len);
    uint8_t *copy;

    if (matrix == NULL) {
        return 0;
    }
    copy = av_stream_new_side_data(to, AV_PKT_DATA_DISPLAYMATRIX, len);
    if (copy == NULL) {
        return AVERROR(ENOMEM);
    }
    memcpy(copy, matrix, len);
#else
    (void)from;
    (void)to;
#endif
    return 0;
}

static int add_track(struct joining *joining, struct ck_join_source *source)
{
    int why;

    source->to = avformat_new_stream(joining->format, NULL);
    if (source->to == NULL) {
        return AVERROR(ENOMEM);
    }
    why = avcodec_parameters_copy(source->to->codecpar, source->from->codecpar);
    if (why < 0) {
        return why;
    }
    source->to->codecpar->codec_tag = tag_of(source->from->codecpar);
    source->to->time_base = source->from->time_base;
    source->to->sample_aspect_ratio = source->from->sample_aspect_ratio;
    source->to->codecpar->sample_aspect_ratio = source->from->sample_aspect_ratio;
    return copy_matrix(source->from, source->to);
}

static int open_output(struct joining *joining)
{
    AVDictionary *options = NULL;
    int why = avformat_alloc_output_context2(&joining->format, NULL, "mp4", NULL);

    if (why < 0) {
        return why;
    }
    joining->io = ck_join_writer(&joining->file);
    if (joining->io == NULL) {
        return AVERROR(ENOMEM);
    }
    joining->format->pb = joining->io;
    joining->format->opaque = joining;
    joining->format->io_open = open_again;
    joining->format->io_close2 = close_again;
    joining->format->flush_packets = 0;
    /* Bit-exact: no word on who wrote it and when, the same bytes every time. */
    joining->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    why = joining->picture.over ? 0 : add_track(joining, &joining->picture);
    if (why >= 0) {
        why = add_track(joining, &joining->sound);
    }
    if (why >= 0) {
        why = av_dict_set(&options, "movflags", "+faststart", 0);
    }
    if (why >= 0) {
        why = avformat_write_header(joining->format, &options);
    }
    av_dict_free(&options);
    return why;
}

/* The source whose next packet is due first; NULL at the end of both. */
static struct ck_join_source *next_source(struct joining *joining)
{
    struct ck_join_source *picture = &joining->picture;
    struct ck_join_source *sound = &joining->sound;

    if (picture->over || sound->over) {
        return !picture->over ? picture : !sound->over ? sound : NULL;
    }
    return av_compare_ts(sound->packet->dts, sound->from->time_base, picture->packet->dts,
                         picture->from->time_base) < 0
               ? sound
               : picture;
}

/* Says why the output did not come to be: when writing failed, that, whatever the library
 * makes of it; otherwise what was read from the source does not fit an MP4. */
static enum ck_join_exit fail(const struct joining *joining,
                              const struct ck_join_source *source, int why)
{
    int failed = joining->file.failed != 0 ? joining->file.failed : joining->again.failed;

    if (failed == 0) {
        return ck_join_unreadable(source, why);
    }
    return ck_join_say(failed == ENOSPC || failed == EDQUOT ? CK_JOIN_NO_ROOM
                                                            : CK_JOIN_OUTPUT,
                       "writing: %s", strerror(failed));
}

static enum ck_join_exit copy_packets(struct joining *joining)
{
    enum ck_join_exit code =
        joining->picture.over ? CK_JOIN_DONE : ck_join_source_next(&joining->picture);
    struct ck_join_source *source;

    if (code == CK_JOIN_DONE) {
        code = ck_join_source_next(&joining->sound);
    }
    while (code == CK_JOIN_DONE && (source = next_source(joining)) != NULL) {
        AVPacket *packet = source->packet;
        int why;

        av_packet_rescale_ts(packet, source->from->time_base, source->to->time_base);
        packet->stream_index = source->to->index;
        packet->pos = -1;
        why = av_write_frame(joining->format, packet);
        code = why < 0 ? fail(joining, source, why) : ck_join_source_next(source);
    }
    return code;
}

static enum ck_join_exit join(struct joining *joining)
{
    enum ck_join_exit code =
        joining->picture.over ? CK_JOIN_DONE : ck_join_source_open(&joining->picture);
    int why;

    if (code == CK_JOIN_DONE) {
        code = ck_join_source_open(&joining->sound);
    }
    if (code != CK_JOIN_DONE) {
        return code;
    }
    why = open_output(joining);
    if (why < 0) {
        return fail(joining, &joining->sound, why);
    }
    code = copy_packets(joining);
    if (code == CK_JOIN_DONE) {
        why = av_write_trailer(joining->format);
        avio_flush(joining->io);
        why = why < 0 ? why : joining->io->error;
        code = why < 0 ? fail(joining, &joining->sound, why) : CK_JOIN_DONE;
    }
    return code;
}

enum ck_join_exit ck_join_files(int64_t picture_size, int64_t sound_size)
{
    struct joining joining = {
        .picture = {.name = "picture",
                    .type = AVMEDIA_TYPE_VIDEO,
                    .file = {.fd = CK_JOIN_PICTURE_FD, .size = picture_size},
                    .over = picture_size == 0},
        .sound = {.name = "sound",
                  .type = AVMEDIA_TYPE_AUDIO,
                  .file = {.fd = CK_JOIN_SOUND_FD, .size = sound_size}},
        .file = {.fd = CK_JOIN_OUT_FD},
    };
    enum ck_join_exit code = join(&joining);

    avformat_free_context(joining.format);
    ck_join_io_free(&joining.io);
    ck_join_source_free(&joining.picture);
    ck_join_source_free(&joining.sound);
    return code;
}
