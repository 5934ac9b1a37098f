/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL with G_IO_ERROR_NO_SPACE when the content is larger than max, else when it is no gzip. */
GBytes *dovetail_decompress (GBytes  *bytes,
                             gsize    max,
                             GError **error);
GBytes *dovetail_compress   (GBytes  *bytes);

G_END_DECLS
