/* uri.h - absolute paths as file: URIs and back (RFC 8089), for D-Bus. */
#ifndef CK_DESKTOP_URI_H
#define CK_DESKTOP_URI_H

/* "file:///a%20b" for "/a b"; free with ck_free(). NULL when `path` is not absolute, is
 * too long, or for no memory. */
char *ck_uri_of_path(const char *path);
/* The path of a file: URI without a host or on "localhost"; free with ck_free(). NULL
 * for anything else, for a bad escape and for an escaped NUL. */
char *ck_path_of_uri(const char *uri);

#endif
