/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one error domain of the product. */

#include "core/error.h"

/**
 * dovetail_error_quark:
 *
 * Returns: the domain of every #GError that Dovetail's own code makes
 */
G_DEFINE_QUARK (dovetail - error - quark, dovetail_error)
