/* The part of subtitle.h that names captions. */
#include "tiktok/subtitle.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ISO 639-3, which TikTok uses, to ISO 639-1, which the world uses where it can. Those
 * that are missing keep their three letters. */
static const char pairs[][2][4] = {
    {"afr", "af"}, {"amh", "am"}, {"ara", "ar"}, {"aze", "az"}, {"ben", "bn"},
    {"bos", "bs"}, {"bul", "bg"}, {"cat", "ca"}, {"ces", "cs"}, {"cmn", "zh"},
    {"dan", "da"}, {"deu", "de"}, {"ell", "el"}, {"eng", "en"}, {"est", "et"},
    {"eus", "eu"}, {"fas", "fa"}, {"fin", "fi"}, {"fra", "fr"}, {"gle", "ga"},
    {"glg", "gl"}, {"guj", "gu"}, {"hau", "ha"}, {"heb", "he"}, {"hin", "hi"},
    {"hrv", "hr"}, {"hun", "hu"}, {"hye", "hy"}, {"ibo", "ig"}, {"ind", "id"},
    {"isl", "is"}, {"ita", "it"}, {"jav", "jv"}, {"jpn", "ja"}, {"kan", "kn"},
    {"kat", "ka"}, {"kaz", "kk"}, {"khm", "km"}, {"kor", "ko"}, {"lao", "lo"},
    {"lav", "lv"}, {"lit", "lt"}, {"mal", "ml"}, {"mar", "mr"}, {"mkd", "mk"},
    {"mon", "mn"}, {"msa", "ms"}, {"mya", "my"}, {"nep", "ne"}, {"nld", "nl"},
    {"nob", "nb"}, {"nor", "no"}, {"pan", "pa"}, {"pol", "pl"}, {"por", "pt"},
    {"ron", "ro"}, {"rus", "ru"}, {"sin", "si"}, {"slk", "sk"}, {"slv", "sl"},
    {"som", "so"}, {"spa", "es"}, {"sqi", "sq"}, {"srp", "sr"}, {"sun", "su"},
    {"swa", "sw"}, {"swe", "sv"}, {"tam", "ta"}, {"tel", "te"}, {"tgl", "tl"},
    {"tha", "th"}, {"tur", "tr"}, {"ukr", "uk"}, {"urd", "ur"}, {"uzb", "uz"},
    {"vie", "vi"}, {"xho", "xh"}, {"yor", "yo"}, {"zho", "zh"}, {"zsm", "ms"},
    {"zul", "zu"},
};

static size_t count_letters(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}

static bool ends_part(char c)
{
    return c == '\0' || c == '-' || c == '_';
}

void ck_subtitle_language(const char *language, char ret[24])
{
    size_t len = count_letters(language);
    const char *script = language + len + 1;
    char name[4] = "";

    if ((len != 2 && len != 3) || !ends_part(language[len])) {
        (void)snprintf(ret, 24, "und");
        return;
    }
    for (size_t i = 0; i < len; i++) {
        name[i] = (char)(language[i] | 0x20); /* ASCII letters, to lower case */
    }
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (strcmp(pairs[i][0], name) == 0) {
            memcpy(name, pairs[i][1], sizeof(name));
            break;
        }
    }
    if (language[len] != '\0' && count_letters(script) == 4 && ends_part(script[4])) {
        (void)snprintf(ret, 24, "%s-%.4s", name, script);
    } else {
        (void)snprintf(ret, 24, "%s", name);
    }
}

static void base_label(const struct ck_caption *caption, char ret[CK_LABEL_SIZE])
{
    char language[24];

    ck_subtitle_language(caption->language, language);
    (void)snprintf(ret, CK_LABEL_SIZE, "%s%s%s", caption->source,
                   caption->source[0] != '\0' ? "." : "", language);
}

void ck_subtitle_label(const struct ck_post *post, size_t index, char ret[CK_LABEL_SIZE])
{
    char other[CK_LABEL_SIZE];
    size_t same = 1;
    size_t len;

    base_label(&post->captions[index], ret);
    for (size_t i = 0; i < index; i++) {
        base_label(&post->captions[i], other);
        same += strcasecmp(other, ret) == 0 ? 1 : 0;
    }
    len = strlen(ret);
    if (same > 1) {
        (void)snprintf(ret + len, CK_LABEL_SIZE - len, "-%zu", same);
    }
}
