/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass-private.h"

G_BEGIN_DECLS

/* What to do when a request with changes was refused as a whole. */
typedef enum
{
  DOVETAIL_REFUSAL_FAILED,  /* nothing: the pass fails with the error */
  DOVETAIL_REFUSAL_NARROWED, /* the next request carries fewer of them */
  DOVETAIL_REFUSAL_FOUND     /* there was one change: if the server takes a request without it, it is to blame */
} DovetailRefusalTurn;

DovetailRefusalTurn dovetail_refusal_meet       (DovetailPass         *pass,
                                                 GPtrArray            *changes,
                                                 const GError         *refusal);
/* The change is set aside, with what the server said, until its user decides. */
gboolean            dovetail_refusal_quarantine (DovetailPass         *pass,
                                                 const DovetailChange *change,
                                                 const char           *code,
                                                 const char           *detail,
                                                 GError              **error);

G_END_DECLS
