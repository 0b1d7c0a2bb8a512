/* subtitle.h - captions as WebVTT, and what to call them (tiktok.md §3.4). Pure: no I/O.
 * Every byte of a caption is hostile. */
#ifndef CK_TIKTOK_SUBTITLE_H
#define CK_TIKTOK_SUBTITLE_H

#include "base/buf.h"
#include "base/error.h"
#include "tiktok/post.h"

/* Appends the caption file of `len` bytes as WebVTT. What it is, its bytes tell, not its
 * label: WebVTT is passed on as it is once every timing in it reads; SubRip and the JSON
 * that creators' captions come in ("creator_caption") are converted, cues without a time
 * left out. A caption without a word is fine. Errors: not-media (none of these, a broken
 * timing, no UTF-8), too-large (over 8 MiB), no-memory. On failure what `ret` holds is of
 * no use. */
CK_NODISCARD bool ck_subtitle_convert(const char *bytes, size_t len, struct ck_buf *ret,
                                      struct ck_error *err);

/* Room for a caption's label. */
enum { CK_LABEL_SIZE = 48 };

/* The language as browsers and players call it (BCP 47), of TikTok's three letters and
 * country: "eng-US" gives "en", "cmn-Hant-TW" "zh-Hant". TikTok names the same country
 * for a language every time, so that it tells nothing and is left out. "und" when
 * unknown. */
void ck_subtitle_language(const char *language, char ret[24]);
/* What sets a caption's file apart from the other captions of its post: how it was made
 * and its language, "automatic.en", with a number where that alone is not enough. Fit for
 * a file name. */
void ck_subtitle_label(const struct ck_post *post, size_t index, char ret[CK_LABEL_SIZE]);

#endif
