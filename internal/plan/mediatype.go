package plan

import (
	"path"
	"strings"
)

// MediaType returns the content type of a planned file. It is a table of our own,
// because the one of the system differs from machine to machine; what it does not
// know is application/octet-stream, which no browser runs.
func MediaType(name string) string {
	if t, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	if t, ok := wellKnown[strings.TrimPrefix(name, ".well-known/")]; ok {
		return t
	}
	if path.Ext(name) == "" {
		return "text/plain; charset=utf-8" // CNAME, _redirects
	}
	return "application/octet-stream"
}

// wellKnown are files of .well-known/, or of the top, whose readers want a type
// that their names do not tell.
var wellKnown = map[string]string{
	"apple-app-site-association": "application/json",
	"host-meta":                  "application/xrd+xml",
	"matrix/client":              "application/json",
	"matrix/server":              "application/json",
	"nodeinfo":                   "application/json",
	"openid-configuration":       "application/json",
	"webfinger":                  "application/jrd+json",
}

var mediaTypes = map[string]string{
	".avif":        "image/avif",
	".css":         "text/css; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".gif":         "image/gif",
	".htm":         "text/html; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".jsonld":      "application/ld+json",
	".map":         "application/json",
	".md":          "text/markdown; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".mp3":         "audio/mpeg",
	".mp4":         "video/mp4",
	".otf":         "font/otf",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".ttf":         "font/ttf",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webm":        "video/webm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xml":         "application/xml; charset=utf-8",
	".xsl":         "text/xsl; charset=utf-8",
	".zip":         "application/zip",
}
