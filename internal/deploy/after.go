package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// After says whom to tell that something changed.
type After struct {
	Hubs     []string // WebSub: told of feeds that changed
	IndexNow string   // key, published as KEY.txt; empty for none
	Purge    Purge
}

// A Purge is a request that takes changed addresses out of a cache in front of
// the host. It sends {"files": [addresses]}, as Cloudflare and others read it.
type Purge struct {
	URL   string
	Token string // name of the environment variable that holds the bearer token
}

// most addresses that one request names.
const most = 30

// Tell tells everybody of what a release changed. origin is the site's address
// with its base path. What fails is a warning: the site is published all the same.
func (a After) Tell(ctx context.Context, c Changes, origin string, secret func(name string) string) []error {
	var errs []error
	var pages, feeds []string
	for _, f := range slices.Concat(c.New, c.Changed) {
		address := address(origin, f.Path)
		switch {
		case strings.HasSuffix(f.Path, "feed.xml"), f.Path == "rss.xml", f.Path == "feed.json":
			feeds = append(feeds, address)
		case strings.HasSuffix(f.Path, ".html"):
			pages = append(pages, address)
		}
	}
	for _, hub := range a.Hubs {
		for _, feed := range feeds {
			form := url.Values{"hub.mode": {"publish"}, "hub.topic": {feed}, "hub.url": {feed}}
			errs = append(errs, post(ctx, hub, "application/x-www-form-urlencoded", "", []byte(form.Encode())))
		}
	}
	if a.IndexNow != "" && len(pages) > 0 {
		u, err := url.Parse(origin)
		if err != nil {
			return append(errs, err)
		}
		body, err := json.Marshal(map[string]any{"host": u.Host, "key": a.IndexNow, "keyLocation": origin + a.IndexNow + ".txt", "urlList": pages[:min(len(pages), 10_000)]})
		errs = append(errs, err, post(ctx, "https://api.indexnow.org/indexnow", "application/json; charset=utf-8", "", body))
	}
	if a.Purge.URL != "" {
		stale := slices.Concat(pages, feeds)
		for _, path := range c.Removed {
			stale = append(stale, address(origin, path))
		}
		for addresses := range slices.Chunk(stale, most) {
			body, err := json.Marshal(map[string]any{"files": addresses})
			errs = append(errs, err, post(ctx, a.Purge.URL, "application/json", secret(a.Purge.Token), body))
		}
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// address returns where readers find a file.
func address(origin, path string) string {
	if path == "index.html" {
		return origin
	}
	if path != "index.html" && strings.HasSuffix(path, "/index.html") {
		path = strings.TrimSuffix(path, "index.html")
	}
	return origin + (&url.URL{Path: path}).EscapedPath()
}

// post sends one request and wants to hear that all is well. The token is named
// in no message.
func post(ctx context.Context, to, contentType, token string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("telling %s: %w", req.URL.Host, errors.Unwrap(err))
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	if res.StatusCode >= 300 {
		return fmt.Errorf("telling %s: it answered %s", req.URL.Host, res.Status)
	}
	return nil
}
