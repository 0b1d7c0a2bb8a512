/* join_source.c - reads the packets of one input, with libavformat. Nothing is guessed:
 * the kind of the file is told by our own look at its first bytes, and only that one
 * reader of the library is let at it. */
#include "fetch/join_parts.h"
#include "fetch/media.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum ck_join_exit ck_join_unreadable(const struct ck_join_source *source, int why)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = "";

    return ck_join_say(CK_JOIN_UNREADABLE, "the file with the %s: %s", source->name,
                       av_make_error_string(text, sizeof(text), why));
}

/* A file that names others gets none. */
static int open_nothing(AVFormatContext *format, AVIOContext **io, const char *name,
                        int flags, AVDictionary **options)
{
    (void)format;
    (void)io;
    (void)name;
    (void)flags;
    (void)options;
    return AVERROR(EPERM);
}

static const AVInputFormat *reader_of(const struct ck_join_source *source)
{
    unsigned char head[16] = {0};
    ssize_t len = pread(source->file.fd, head, sizeof(head), 0);
    enum ck_media_type type = ck_media_sniff(head, len > 0 ? (size_t)len : 0);

    if (type == CK_MEDIA_MP4 || type == CK_MEDIA_M4A) {
        return av_find_input_format("mov");
    }
    return type == CK_MEDIA_MP3 ? av_find_input_format("mp3") : NULL;
}

static bool is_ours(const struct ck_join_source *source, const AVCodecParameters *codec)
{
    if (codec->codec_type != source->type) {
        return false;
    }
    return codec->codec_id == AV_CODEC_ID_H264 || codec->codec_id == AV_CODEC_ID_HEVC ||
           codec->codec_id == AV_CODEC_ID_AAC || codec->codec_id == AV_CODEC_ID_MP3;
}

/* The first track of ours; the others are not read. */
static bool choose_track(struct ck_join_source *source)
{
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        AVStream *stream = source->format->streams[i];

        if (source->from == NULL && is_ours(source, stream->codecpar)) {
            source->from = stream;
        } else {
            stream->discard = AVDISCARD_ALL;
        }
    }
    return source->from != NULL;
}

enum ck_join_exit ck_join_source_open(struct ck_join_source *source)
{
    const AVInputFormat *reader = reader_of(source);
    int why;

    if (reader == NULL) {
        return ck_join_unreadable(source, AVERROR_INVALIDDATA);
    }
    source->listed = strcmp(reader->name, "mp3") != 0;
    source->io = ck_join_reader(&source->file);
    source->format = avformat_alloc_context();
    source->packet = av_packet_alloc();
    if (source->io == NULL || source->format == NULL || source->packet == NULL) {
        return ck_join_unreadable(source, AVERROR(ENOMEM));
    }
    source->format->pb = source->io;
    source->format->io_open = open_nothing;
    /* An MP4 says all that is needed outside its samples; these stay unread. */
    source->format->flags |=
        AVFMT_FLAG_CUSTOM_IO | (source->listed ? AVFMT_FLAG_NOPARSE : 0);
    why = avformat_open_input(&source->format, NULL, reader, NULL);
    if (why >= 0 && !source->listed) {
        why = avformat_find_stream_info(source->format, NULL);
    }
    if (why < 0) {
        return ck_join_unreadable(source, why);
    }
    return choose_track(source) ? CK_JOIN_DONE
                                : ck_join_unreadable(source, AVERROR_STREAM_NOT_FOUND);
}

/* True when samples that the header lists never came. */
static bool is_cut(const struct ck_join_source *source)
{
    return source->packets == 0 ||
           (source->listed &&
            source->packets < avformat_index_get_entries_count(source->from));
}

/* Gets the next packet of the track; sets `over` at the end of a whole file. */
/* A packet of unknown length lasts until the next one. Nothing comes after the last: it
 * lasts as long as the one before. */
static void time_packet(struct ck_join_source *source)
{
    AVPacket *packet = source->packet;

    if (source->packets > 0 && packet->dts > source->last_dts) {
        source->step = av_sat_sub64(packet->dts, source->last_dts);
    }
    source->last_dts = packet->dts;
    if (packet->duration <= 0) {
        packet->duration = source->step;
    }
}

enum ck_join_exit ck_join_source_next(struct ck_join_source *source)
{
    int why;

    do {
        av_packet_unref(source->packet);
        why = av_read_frame(source->format, source->packet);
    } while (why >= 0 && source->packet->stream_index != source->from->index);
    if (why == AVERROR_EOF && !is_cut(source)) {
        source->over = true;
        return CK_JOIN_DONE;
    }
    if (why < 0 || source->packet->flags & AV_PKT_FLAG_CORRUPT ||
        source->packet->dts == AV_NOPTS_VALUE) {
        return ck_join_unreadable(
            source, why < 0 && why != AVERROR_EOF ? why : AVERROR_INVALIDDATA);
    }
    time_packet(source);
    source->packets++;
    return CK_JOIN_DONE;
}

void ck_join_source_free(struct ck_join_source *source)
{
    av_packet_free(&source->packet);
    avformat_close_input(&source->format);
    ck_join_io_free(&source->io);
}
