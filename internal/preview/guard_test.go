package preview

import (
	"net/http"
	"testing"
)

func TestOnlyOwnNamesAndAddressesAreAnswered(t *testing.T) {
	g := newGuard([]string{"Desk.local"})
	for host, want := range map[string]bool{
		"localhost":            true,
		"localhost:8080":       true,
		"LOCALHOST.:8080":      true,
		"news.localhost:8080":  true,
		"127.0.0.1:8080":       true,
		"127.0.0.1":            true,
		"[::1]:8080":           true,
		"[::1]":                true,
		"192.168.1.7:8080":     true,
		"desk.local:8080":      true,
		"[::1":                 false,
		".localhost":           false,
		"a..localhost":         false,
		"localhost..":          false,
		"":                     false,
		"evil.example":         false,
		"evil.example:8080":    false,
		"localhost.evil.com":   false,
		"127.0.0.1.evil.com":   false,
		"localhost@evil.com":   false,
		"evil.com#localhost":   false,
		"xlocalhost":           false,
		"127.0.0.1:80:80":      false,
		"evil.example:80/\x00": false,
	} {
		if got := g.host(host); got != want {
			t.Errorf("host %q answered: %v, want %v", host, got, want)
		}
	}
}

func TestOtherOriginsAreRefused(t *testing.T) {
	g := newGuard(nil)
	for _, c := range []struct {
		origin, site string
		want         bool
	}{
		{"", "", true},
		{"http://localhost:8080", "same-origin", true},
		{"http://localhost:8080", "", true},
		{"", "none", true},
		{"http://evil.example", "cross-site", false},
		{"http://evil.example", "", false},
		{"http://localhost:9090", "same-site", false},
		{"null", "", false},
		{"", "cross-site", false},
	} {
		r := &http.Request{Host: "localhost:8080", Header: http.Header{}}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		if got := g.sameOrigin(r); got != c.want {
			t.Errorf("origin %q, fetch site %q: %v, want %v", c.origin, c.site, got, c.want)
		}
	}
}
