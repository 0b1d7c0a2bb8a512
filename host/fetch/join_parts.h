/* join_parts.h - the parts of clipkeep-join. */
#ifndef CK_FETCH_JOIN_PARTS_H
#define CK_FETCH_JOIN_PARTS_H

#include "fetch/join.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdbool.h>
#include <stdint.h>

/* An open file as libavformat reads or writes it: with an offset of its own. */
struct ck_join_file {
    int fd;
    int64_t at, size;
    int failed; /* errno of the first failure */
};

/* NULL without memory. Free with ck_join_io_free(); `file` must live as long. */
AVIOContext *ck_join_reader(struct ck_join_file *file);
AVIOContext *ck_join_writer(struct ck_join_file *file);
void ck_join_io_free(AVIOContext **io);

/* One input: a file, and the track that is taken from it. */
struct ck_join_source {
    const char *name;
    enum AVMediaType type;
    struct ck_join_file file;
    AVIOContext *io;
    AVFormatContext *format;
    AVStream *from, *to;
    AVPacket *packet;       /* the next one */
    int64_t last_dts, step; /* of the packet before, in the track's ticks */
    int64_t packets;        /* read so far */
    bool listed;            /* its header lists every packet: it is an MP4 */
    bool over;
};

/* Opens the source, of which name, type and file are set, and finds its track. Says what
 * is wrong. */
enum ck_join_exit ck_join_source_open(struct ck_join_source *source);
/* Gets the next packet of the track; sets `over` at the end of a whole file. Says what is
 * wrong. */
enum ck_join_exit ck_join_source_next(struct ck_join_source *source);
void ck_join_source_free(struct ck_join_source *source);
/* Says that the source cannot be joined, for the library's error `why`. */
enum ck_join_exit ck_join_unreadable(const struct ck_join_source *source, int why);

/* Joins the files of the three descriptors; with a picture of size 0, copies the sound
 * alone. Says on stderr what is wrong. */
enum ck_join_exit ck_join_files(int64_t picture_size, int64_t sound_size);

/* One line on stderr; returns `code`. */
enum ck_join_exit ck_join_say(enum ck_join_exit code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
