/* xml.h - text within XML. Pure. */
#ifndef CK_BASE_XML_H
#define CK_BASE_XML_H

#include "base/buf.h"

/* Appends `text` for an element or an attribute in double quotes: escaped, without the
 * characters that XML 1.0 (section 2.2) forbids; what is no UTF-8 becomes U+FFFD. */
void ck_xml_add(struct ck_buf *buf, const char *text);

#endif
