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

	IndexNowURL string // of the service; empty for the one that tells all others
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
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var errs []error
	var pages, feeds, stale []string
	for _, f := range slices.Concat(c.New, c.Changed) {
		at := address(origin, f.Path)
		switch {
		case feed(f.Path):
			feeds = append(feeds, at)
		case page(f.Path):
			pages = append(pages, at)
		}
		if !f.hashed() {
			stale = append(stale, at)
		}
	}
	for _, path := range c.Removed {
		if page(path) {
			pages = append(pages, address(origin, path))
		}
		stale = append(stale, address(origin, path))
	}
	if a.Purge.URL != "" { // first, as the others come and look
		errs = append(errs, a.Purge.tell(ctx, stale, secret))
	}
	for _, hub := range a.Hubs {
		for _, feed := range feeds {
			form := url.Values{"hub.mode": {"publish"}, "hub.topic": {feed}, "hub.url": {feed}}
			err := post(ctx, hub, "application/x-www-form-urlencoded", "", []byte(form.Encode()))
			if errs = append(errs, err); err != nil {
				break // it will not hear of the others either
			}
		}
	}
	if a.IndexNow != "" && len(pages) > 0 {
		u, err := url.Parse(origin)
		if err != nil {
			return append(errs, err)
		}
		to := a.IndexNowURL
		if to == "" {
			to = "https://api.indexnow.org/indexnow"
		}
		for some := range slices.Chunk(pages, 10_000) {
			body, err := json.Marshal(map[string]any{"host": u.Host, "key": a.IndexNow, "keyLocation": origin + a.IndexNow + ".txt", "urlList": some})
			errs = append(errs, err, post(ctx, to, "application/json; charset=utf-8", "", body))
		}
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// tell sends the purge, and no more once a request has failed.
func (p Purge) tell(ctx context.Context, stale []string, secret func(name string) string) error {
	token := ""
	if p.Token != "" {
		if token = secret(p.Token); token == "" {
			return fmt.Errorf("nothing was purged, as the environment has no %s", p.Token)
		}
	}
	for addresses := range slices.Chunk(stale, most) {
		body, err := json.Marshal(map[string]any{"files": addresses})
		if err == nil {
			err = post(ctx, p.URL, "application/json", token, body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Addresses returns where readers find the pages and feeds that a release makes
// or changes.
func Addresses(c Changes, origin string) []string {
	var all []string
	for _, f := range slices.Concat(c.New, c.Changed) {
		if page(f.Path) || feed(f.Path) {
			all = append(all, address(origin, f.Path))
		}
	}
	slices.Sort(all)
	return all
}

// page reports whether a file is a page that readers come to.
func page(path string) bool { return strings.HasSuffix(path, ".html") && path != "404.html" }

// feed reports whether a file is a feed.
func feed(path string) bool {
	return strings.HasSuffix(path, "feed.xml") || path == "rss.xml" || path == "feed.json"
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
