package preview

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// A guard decides whom the preview answers. A page of another site can point a
// name of its own at 127.0.0.1 (DNS rebinding) and then read drafts as its own
// origin; the Host header gives it away, because an attack needs a name.
type guard struct {
	hosts []string
}

func newGuard(hosts []string) guard {
	g := guard{hosts: []string{"localhost"}}
	for _, h := range hosts {
		g.hosts = append(g.hosts, strings.ToLower(h))
	}
	return g
}

// host reports whether a Host header names this server: localhost, one of the
// names given, or any address.
func (g guard) host(header string) bool {
	name := strings.ToLower(header)
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	} else if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		name = name[1 : len(name)-1]
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	name = strings.TrimSuffix(name, ".")
	if below, ok := strings.CutSuffix(name, ".localhost"); ok {
		return below != "" && !strings.Contains(name, "..")
	}
	return slices.Contains(g.hosts, name)
}

// sameOrigin reports whether r comes from a page of this server or from no page
// at all.
func (g guard) sameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}
