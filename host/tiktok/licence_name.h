/* licence_name.h - where a text names a licence, and which. Private to licence*.c. */
#ifndef CK_TIKTOK_LICENCE_NAME_H
#define CK_TIKTOK_LICENCE_NAME_H

#include "tiktok/licence.h"
#include "tiktok/licence_text.h"

struct ck_named {
    size_t first, end; /* tokens, `end` excluded; end == first: nothing is named here */
    struct ck_licence licence; /* no parts: Creative Commons, but not which licence */
    enum ck_grade grade;
    bool doubtful; /* "cc by" may also mean captions by somebody */
    bool hashtag;
};

/* What is named by the token `first` and those after it, whatever it is said about. */
struct ck_named ck_named_at(const struct ck_tokens *tokens, size_t first);

/* What the web address that token `i` is names: certain, weak or nothing
 * (licence_address.c). */
struct ck_named ck_named_by_address(const struct ck_tokens *tokens, size_t i);
/* Whether there is a licence of this version. */
bool ck_licence_version_known(const char *version);
/* Whether Creative Commons had licences of this country, in small letters. */
bool ck_licence_port_known(const char *port, size_t len);

#endif
