/* join_io.c - libavformat's reading and writing on descriptors that are open already.
 * Offsets are ours: two contexts may work on one file, as moving the movie header to the
 * front asks for. */
#include "fetch/join_parts.h"

#include <errno.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
#include <stdio.h>
#include <unistd.h>

static const int buffer_bytes = 128 * 1024;

static int64_t seek_to(void *opaque, int64_t offset, int whence)
{
    struct ck_join_file *file = opaque;

    if (whence & AVSEEK_SIZE) {
        return file->size;
    }
    switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
        break;
    case SEEK_CUR:
        offset += file->at;
        break;
    case SEEK_END:
        offset += file->size;
        break;
    default:
        return AVERROR(EINVAL);
    }
    if (offset < 0) {
        return AVERROR(EINVAL);
    }
    file->at = offset;
    return offset;
}

static int failure(struct ck_join_file *file)
{
    file->failed = file->failed != 0 ? file->failed : errno;
    return AVERROR(errno);
}

static int read_some(void *opaque, uint8_t *bytes, int len)
{
    struct ck_join_file *file = opaque;
    ssize_t n;

    do {
        n = pread(file->fd, bytes, (size_t)len, file->at);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return failure(file);
    }
    file->at += n;
    return n > 0 ? (int)n : AVERROR_EOF;
}

#if LIBAVFORMAT_VERSION_MAJOR >= 61
typedef const uint8_t written_byte;
#else
typedef uint8_t written_byte;
#endif

static int write_all(void *opaque, written_byte *bytes, int len)
{
    struct ck_join_file *file = opaque;
    int done = 0;

    while (done < len) {
        ssize_t n = pwrite(file->fd, bytes + done, (size_t)(len - done), file->at);

        if (n < 0 && errno != EINTR) {
            return failure(file);
        }
        if (n > 0) {
            done += (int)n;
            file->at += n;
            file->size = file->at > file->size ? file->at : file->size;
        }
    }
    return len;
}

static AVIOContext *make(struct ck_join_file *file, bool writes)
{
    unsigned char *buffer = av_malloc((size_t)buffer_bytes);
    AVIOContext *io = NULL;

    if (buffer != NULL) {
        io = avio_alloc_context(buffer, buffer_bytes, writes ? 1 : 0, file,
                                writes ? NULL : read_some, writes ? write_all : NULL,
                                seek_to);
    }
    if (io == NULL) {
        av_free(buffer);
    }
    return io;
}

AVIOContext *ck_join_reader(struct ck_join_file *file)
{
    return make(file, false);
}

AVIOContext *ck_join_writer(struct ck_join_file *file)
{
    return make(file, true);
}

void ck_join_io_free(AVIOContext **io)
{
    if (*io != NULL) {
        av_freep(&(*io)->buffer); /* it may be another than it was given */
        avio_context_free(io);
    }
}
