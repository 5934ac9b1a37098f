/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stands between client and server and fails one chosen request at one chosen point. */

#pragma once

#include <gio/gio.h>

typedef enum
{
  CUT_NOTHING,
  CUT_BEFORE_REQUEST,      /* the connection closes; the server hears nothing */
  CUT_IN_REQUEST,          /* the server gets half of the request */
  CUT_BEFORE_RESPONSE,     /* the server has answered in full; the client hears nothing */
  CUT_IN_RESPONSE,         /* the client gets half of the answer */
  HOLD_REQUEST,            /* the request waits in the proxy; then the connection closes */
  HOLD_AFTER_HALF_REQUEST, /* the server has half of the request; then the connections close */
  HOLD_WHILE_ANSWERING,    /* the server has the whole request and works on it */
  HOLD_RESPONSE,           /* the server has answered in full; then the connection closes */
} CutPoint;

typedef struct _CuttingProxy CuttingProxy;

CuttingProxy *cutting_proxy_new        (guint16 upstream_port);
void          cutting_proxy_free       (CuttingProxy *proxy);
const char   *cutting_proxy_get_url    (CuttingProxy *proxy);
void          cutting_proxy_set_upstream (CuttingProxy *proxy,
                                          guint16       upstream_port);
void          cutting_proxy_arm        (CuttingProxy *proxy,
                                        CutPoint      point,
                                        const char   *path);
void          cutting_proxy_wait       (CuttingProxy *proxy);
gboolean      cutting_proxy_has_fired  (CuttingProxy *proxy);
void          cutting_proxy_release    (CuttingProxy *proxy);
guint         cutting_proxy_count      (CuttingProxy *proxy,
                                        const char   *path);

const char   *cut_point_to_string      (CutPoint point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CuttingProxy, cutting_proxy_free)
