/* receipt_text.h - how a run adds up, in plain words. Pure: no I/O. */
#ifndef CK_FACE_RECEIPT_TEXT_H
#define CK_FACE_RECEIPT_TEXT_H

#include "base/buf.h"
#include "keep/runs.h"

/* Appends the name of a list: "posts of @mina", "collection kitchen of @mina". */
void ck_list_text(const struct ck_list *list, struct ck_buf *ret);
/* Appends the receipt: lines, each ended with a line break. */
void ck_receipt_text(const struct ck_receipt *receipt, struct ck_buf *ret);

#endif
