/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* base64url without padding (RFC 4648, section 5), in one spelling only. */
char    *dovetail_base64url_encode (const void *bytes,
                                    gsize       length);
/* FALSE: no such text, or more than max bytes. */
gboolean dovetail_base64url_decode (const char *text,
                                    gsize       text_length,
                                    guint8     *bytes,
                                    gsize       max,
                                    gsize      *length);

G_END_DECLS
