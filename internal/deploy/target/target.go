// Package target turns a target of site.yaml into the host that it names.
//
// Its one law: a setting that no host reads is a problem at its line, and none of
// them is a secret.
package target

import (
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/deploy"
	"pressbox/internal/deploy/folder"
	"pressbox/internal/deploy/git"
	"pressbox/internal/deploy/s3"
	"pressbox/internal/deploy/ssh"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Target is where to deploy to and how.
type Target struct {
	Name    string
	Host    deploy.Host
	Headers deploy.Headers
	After   deploy.After
}

// Options are what a host needs besides its settings.
type Options struct {
	Dir   string    // the site's folder: relative paths begin here
	Local string    // the folder that holds the published site
	Time  time.Time // of this deploy
	Site  string    // the site's title, for messages
}

const file = "site.yaml"

// parallel is how many files are on their way at once, unless site.yaml says
// otherwise.
const parallel = 16

// Open reads the settings of t.
func Open(t config.Target, opt Options) (*Target, problem.List, error) {
	var problems problem.List
	r := meta.Read(file, t.Settings, &problems)
	r.Text("type")
	out := &Target{Name: t.Name, Headers: headers(r), After: after(r)}
	var err error
	switch t.Type {
	case "folder":
		out.Host = openFolder(r, opt)
	case "s3":
		out.Host, err = openBucket(r)
	case "ssh":
		out.Host = openMachine(r, opt)
	case "git":
		out.Host = openBranch(r, t.Name, opt)
	}
	r.Done(map[string]string{
		"access_key": secret, "secret_key": secret, "access_key_id": secret, "secret_access_key": secret, "password": secret, "token": secret,
	})
	return out, problems, err
}

const secret = "credentials never stand in site.yaml; give them in the environment, as the program of the host does"

func openFolder(r *meta.Reader, opt Options) deploy.Host {
	at, _ := r.Need("path")
	at = below(opt.Dir, at)
	inPlace, _ := r.Bool("in_place")
	keep := count(r, "releases", 5)
	if inPlace {
		return deploy.InPlace(&folder.Flat{Path: at}, 1)
	}
	return &folder.Folder{Path: at, Keep: keep}
}

func openBucket(r *meta.Reader) (deploy.Host, error) {
	var s s3.Settings
	s.Bucket, _ = r.Need("bucket")
	s.Prefix, _ = r.Text("prefix")
	s.Region, _ = r.Text("region")
	s.Endpoint, _ = r.Text("endpoint")
	at := count(r, "parallel", parallel)
	if s.Bucket == "" {
		return nil, nil
	}
	b, err := s3.Open(s)
	if err != nil {
		return nil, err
	}
	return deploy.InPlace(b, at), nil
}

func openMachine(r *meta.Reader, opt Options) deploy.Host {
	host, _ := r.Scalar("host")
	if strings.HasPrefix(host.Text, "-") {
		r.Report(problem.BadValue, host, "a host's name does not begin with a hyphen", "")
	}
	if host.Text == "" {
		r.Need("host")
	}
	at, _ := r.Scalar("path")
	if !path.IsAbs(at.Text) {
		if at.Text == "" {
			r.Need("path")
		} else {
			r.Report(problem.BadValue, at, "\"path\" on another machine begins with a slash", "")
		}
	}
	m := &ssh.Machine{Host: host.Text, Path: at.Text, Keep: count(r, "releases", 5), Parallel: count(r, "parallel", parallel), Local: opt.Local}
	if port := count(r, "port", 0); port > 0 {
		m.Options = append(m.Options, "-o", "Port="+strconv.Itoa(port))
	}
	if key, ok := r.Text("identity"); ok {
		m.Options = append(m.Options, "-i", below(opt.Dir, key))
	}
	if how, _ := r.Scalar("transfer"); how.Text == "sftp" {
		m.Local = ""
	} else if how.Text != "" && how.Text != "rsync" {
		r.Report(problem.BadValue, how, "\"transfer\" is rsync or sftp", "leave it out to use rsync where both ends have it")
	}
	return m
}

func openBranch(r *meta.Reader, name string, opt Options) deploy.Host {
	repository, _ := r.Need("repository")
	branch, ok := r.Text("branch")
	if !ok {
		branch = "gh-pages"
	}
	keep, given := r.Bool("keep_history")
	author, ok := r.Text("author")
	if !ok {
		author = "Pressbox <pressbox@localhost>"
	}
	if strings.HasPrefix(repository, ".") {
		repository = below(opt.Dir, repository)
	}
	return &git.Branch{
		Repository: repository, Name: branch, KeepHistory: keep || !given, Author: author,
		Scratch: filepath.Join(opt.Dir, ".pressbox", "deploy", name+".git"),
		Message: "Publish " + opt.Site, Time: opt.Time, Max: pages(repository),
	}
}

// pages are the limits of the hosts that serve a branch.
func pages(repository string) deploy.Limits {
	host := repository
	if u, err := url.Parse(repository); err == nil && u.Host != "" {
		host = u.Host
	}
	switch {
	case strings.Contains(host, "github.com"):
		return deploy.Limits{Host: "GitHub Pages", Total: 1 << 30, FileSize: 100 << 20}
	case strings.Contains(host, "gitlab.com"):
		return deploy.Limits{Host: "GitLab Pages", Files: 200_000}
	}
	return deploy.Limits{}
}

// headers reads the settings of files.
func headers(r *meta.Reader) deploy.Headers {
	var h deploy.Headers
	h.Gzip, _ = r.Bool("gzip")
	rules, ok := r.Items("cache")
	if !ok {
		return h
	}
	for _, v := range rules {
		rule := r.Sub(v)
		var c deploy.CacheRule
		c.Match, _ = rule.Need("match")
		c.Value, _ = rule.Need("value")
		rule.Done(nil)
		if _, err := path.Match(c.Match, ""); err != nil {
			r.Report(problem.BadValue, v, "\"match\" is no pattern: "+c.Match, "write *.html, images/*.jpg and the like")
			continue
		}
		if c.Match != "" && c.Value != "" {
			h.Cache = append(h.Cache, c)
		}
	}
	return h
}

// after reads whom to tell.
func after(r *meta.Reader) deploy.After {
	var a deploy.After
	if key, ok := r.Scalar("indexnow"); ok {
		a.IndexNow = key.Text
		if strings.Trim(a.IndexNow, "0123456789abcdefABCDEF-") != "" || len(a.IndexNow) < 8 || len(a.IndexNow) > 128 {
			r.Report(problem.BadValue, key, "an IndexNow key has 8 to 128 of the characters a-f, 0-9 and hyphen", "publish it as static/KEY.txt")
		}
	}
	if purge, ok := r.Map("purge"); ok {
		a.Purge.URL, _ = purge.Need("url")
		a.Purge.Token, _ = purge.Text("token_env")
		purge.Done(nil)
	}
	return a
}

func count(r *meta.Reader, key string, otherwise int) int {
	n, ok := r.Int(key)
	if !ok {
		return otherwise
	}
	if n < 1 || n > 65535 {
		v, _ := r.Scalar(key)
		r.Report(problem.BadValue, v, "\""+key+"\" is a number from 1 up", "")
		return otherwise
	}
	return int(n)
}

// below returns name, from the site's folder unless it is absolute.
func below(dir, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
