package plan

import "testing"

func TestMediaType(t *testing.T) {
	for name, want := range map[string]string{
		"index.html":                             "text/html; charset=utf-8",
		"players/x/feed.xml":                     "application/xml; charset=utf-8",
		"manifest.webmanifest":                   "application/manifest+json",
		"images/A.JPG":                           "image/jpeg",
		"CNAME":                                  "text/plain; charset=utf-8",
		"_redirects":                             "text/plain; charset=utf-8",
		".well-known/security.txt":               "text/plain; charset=utf-8",
		".well-known/apple-app-site-association": "application/json",
		"apple-app-site-association":             "application/json",
		".well-known/matrix/server":              "application/json",
		".well-known/webfinger":                  "application/jrd+json",
		"x/webfinger":                            "text/plain; charset=utf-8",
		"program.exe":                            "application/octet-stream",
	} {
		if got := MediaType(name); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}
