/* shape.h - the places in which TikTok's pages and answers keep their data, as one table
 * (tiktok.md §2.1, §6). A new layout is one more row. Private to this room. */
#ifndef CK_TIKTOK_SHAPE_H
#define CK_TIKTOK_SHAPE_H

#include "tiktok/html.h"
#include "tiktok/page.h"

/* The name of the state block that this script is, NULL when it is none we know. */
const char *ck_shape_block(const struct ck_tag *tag);
/* A ck_json_wanted for the state block `ctx`, the name of one: whether the table asks for
 * anything at, above or below this path. */
bool ck_shape_wants(const void *ctx, const struct ck_span *keys, size_t count);
/* Reads what is known of a state block ("" for an answer that is JSON altogether) into
 * the page. Errors: no-memory. */
CK_NODISCARD bool ck_shape_read(const char *block, const json_t *state,
                                struct ck_page *page, struct ck_error *err);
/* True when the page is known and nothing further can outweigh it. */
bool ck_shape_decided(const struct ck_page *page);

#endif
