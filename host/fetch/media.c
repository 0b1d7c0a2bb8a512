#include "fetch/media.h"

#include <string.h>

static bool starts(const unsigned char *bytes, size_t len, size_t at, const char *mark,
                   size_t mark_len)
{
    return len >= at + mark_len && memcmp(bytes + at, mark, mark_len) == 0;
}

/* ISO/IEC 14496-12 §4.3: the major brand names the kind. Unknown brands are MP4: there
 * are dozens. */
static enum ck_media_type type_of_brand(const unsigned char *brand)
{
    static const struct {
        char brand[5];
        enum ck_media_type type;
    } rows[] = {
        {"heic", CK_MEDIA_HEIC}, {"heix", CK_MEDIA_HEIC}, {"heim", CK_MEDIA_HEIC},
        {"heis", CK_MEDIA_HEIC}, {"hevc", CK_MEDIA_HEIC}, {"mif1", CK_MEDIA_HEIC},
        {"msf1", CK_MEDIA_HEIC}, {"avif", CK_MEDIA_AVIF}, {"avis", CK_MEDIA_AVIF},
        {"M4A ", CK_MEDIA_M4A},  {"M4B ", CK_MEDIA_M4A},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (memcmp(brand, rows[i].brand, 4) == 0) {
            return rows[i].type;
        }
    }
    return CK_MEDIA_MP4;
}

/* A frame of MPEG layer III: sync, layer, and neither rate is the forbidden value
 * (ISO/IEC 11172-3 §2.4.2.3). Other layers and AAC's ADTS differ in the layer bits. */
static bool is_mp3_frame(const unsigned char *bytes, size_t len)
{
    return len >= 3 && bytes[0] == 0xff && (bytes[1] & 0xe0) == 0xe0 &&
           (bytes[1] & 0x18) != 0x08 && (bytes[1] & 0x06) == 0x02 &&
           (bytes[2] & 0xf0) != 0xf0 && (bytes[2] & 0x0c) != 0x0c;
}

enum ck_media_type ck_media_sniff(const void *bytes, size_t len)
{
    static const struct {
        size_t len;
        enum ck_media_type type;
        char mark[9];
    } rows[] = {
        {3, CK_MEDIA_JPEG, "\xff\xd8\xff"}, {8, CK_MEDIA_PNG, "\x89PNG\r\n\x1a\n"},
        {6, CK_MEDIA_GIF, "GIF87a"},        {6, CK_MEDIA_GIF, "GIF89a"},
        {3, CK_MEDIA_MP3, "ID3"},
    };
    const unsigned char *b = bytes;

    if (starts(b, len, 4, "ftyp", 4) && len >= 12) {
        return type_of_brand(b + 8);
    }
    if (starts(b, len, 0, "RIFF", 4) && starts(b, len, 8, "WEBP", 4)) {
        return CK_MEDIA_WEBP;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (starts(b, len, 0, rows[i].mark, rows[i].len)) {
            return rows[i].type;
        }
    }
    return is_mp3_frame(b, len) ? CK_MEDIA_MP3 : CK_MEDIA_UNKNOWN;
}

const char *ck_media_suffix(enum ck_media_type type)
{
    static const char *const suffixes[] = {
        [CK_MEDIA_UNKNOWN] = "",  [CK_MEDIA_MP4] = "mp4",   [CK_MEDIA_JPEG] = "jpg",
        [CK_MEDIA_PNG] = "png",   [CK_MEDIA_WEBP] = "webp", [CK_MEDIA_GIF] = "gif",
        [CK_MEDIA_HEIC] = "heic", [CK_MEDIA_AVIF] = "avif", [CK_MEDIA_MP3] = "mp3",
        [CK_MEDIA_M4A] = "m4a",
    };

    return type < sizeof(suffixes) / sizeof(suffixes[0]) ? suffixes[type] : "";
}
