/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_POLICY_LAST_WRITE_WINS,
  DOVETAIL_POLICY_CLIENT_WINS,
  DOVETAIL_POLICY_SERVER_WINS,
  DOVETAIL_POLICY_OPERATIONAL_TRANSFORM,
  DOVETAIL_POLICY_MANUAL_RESOLUTION
} DovetailPolicy;
#define DOVETAIL_N_POLICIES 5

const char *dovetail_policy_to_string   (DovetailPolicy  policy); /* as on the wire */
gboolean    dovetail_policy_from_string (const char     *text,
                                         DovetailPolicy *policy);

G_END_DECLS
