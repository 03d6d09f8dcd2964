// Package target turns a target of site.yaml into the host that it names.
//
// Its one law: a setting that no host reads is a problem at its line, and none of
// them is a secret.
package target

import (
	"context"
	"fmt"
	"io/fs"
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
	Headers *deploy.Headers // nil when the host chooses them
	After   deploy.After
	Place   string // where it is, for people

	// Rollback shows the release before the one that readers see and returns the
	// record of what they see then; nil on hosts that keep none.
	Rollback func(context.Context) (*deploy.Record, error)
}

// Options are what a host needs besides its settings.
type Options struct {
	Dir   string    // the site's folder: relative paths begin here
	Local string    // the folder that holds the published site
	Time  time.Time // of this deploy
	Title string    // the site's, for messages
	Alone bool      // the settings are looked at by themselves: nothing is asked, and the Target is of no use
}

// parallel is how many files are on their way at once, unless site.yaml says
// otherwise.
const parallel = 16

// Open reads the settings of t. The Target has no Host if there are problems.
func Open(ctx context.Context, t config.Target, opt Options) (*Target, problem.List, error) {
	var problems problem.List
	r := meta.Read(config.File, t.Settings, &problems)
	r.Text("type")
	out := &Target{Name: t.Name, After: after(r)}
	limits, limited := service(r)
	var err error
	switch t.Type {
	case "folder":
		openFolder(r, opt, out)
	case "s3":
		err = openBucket(r, opt, out)
	case "ssh":
		openMachine(r, opt, out)
	case "git":
		err = openBranch(ctx, r, t, opt, out)
	}
	r.Done(map[string]string{
		"access_key": secret, "secret_key": secret, "access_key_id": secret, "secret_access_key": secret, "password": secret, "token": secret,
	})
	if l, ok := out.Host.(*deploy.Linked); ok {
		out.Rollback = l.Rollback
	}
	if limited && out.Host != nil {
		out.Host = within{out.Host, limits}
	}
	return out, problems.Sort(), err
}

const secret = "credentials never stand in site.yaml; give them in the environment, as the program of the host does"

// A within is a host whose files go on to a service with limits of its own.
type within struct {
	deploy.Host
	limits deploy.Limits
}

func (w within) Limits() deploy.Limits { return w.limits }

// service reads which service publishes what the host is given.
func service(r *meta.Reader) (deploy.Limits, bool) {
	v, ok := r.Scalar("limits")
	if !ok {
		return deploy.Limits{}, false
	}
	l, ok := deploy.LimitsOf(v.Text)
	if !ok {
		r.Report(problem.BadValue, v, fmt.Sprintf("%q is no service whose limits are known", v.Text), "write one of "+strings.Join(deploy.Services(), ", "))
	}
	return l, ok
}

func openFolder(r *meta.Reader, opt Options, out *Target) {
	name, ok := r.Need("path")
	inPlace, _ := r.Bool("in_place")
	keep := count(r, "releases", 5)
	if !ok {
		return
	}
	v, _ := r.Scalar("path")
	if homely(r, v) {
		return
	}
	at := below(opt.Dir, name)
	out.Place = at
	if why := clash(opt, at); why != "" {
		r.Report(problem.BadValue, v, fmt.Sprintf("the path %q %s", name, why), "choose a folder that is for this target alone")
		return
	}
	if inPlace {
		out.Host = folder.InPlace(at)
	} else {
		out.Host = folder.Linked(at, keep)
	}
}

// clash says why a site cannot be deployed to the folder at.
func clash(opt Options, at string) string {
	full := func(name string) string {
		if abs, err := filepath.Abs(name); err == nil {
			return abs
		}
		return name
	}
	holds := func(outer, inner string) bool {
		rel, err := filepath.Rel(full(outer), full(inner))
		return err == nil && filepath.IsLocal(rel)
	}
	if holds(at, opt.Dir) {
		return "holds the site itself"
	}
	if holds(opt.Local, at) || holds(at, opt.Local) {
		return "is where the site is built"
	}
	for _, name := range []string{"content", "templates", "static", ".pressbox", ".git"} {
		if holds(filepath.Join(opt.Dir, name), at) {
			return "is part of what the site is made from"
		}
	}
	return ""
}

func openBucket(r *meta.Reader, opt Options, out *Target) error {
	var s s3.Settings
	s.Bucket, _ = r.Need("bucket")
	s.Prefix, _ = r.Text("prefix")
	if inner := strings.Trim(s.Prefix, "/"); inner != "" && !fs.ValidPath(inner) {
		v, _ := r.Scalar("prefix")
		r.Report(problem.BadValue, v, fmt.Sprintf("%q cannot stand in front of a key", s.Prefix), `write it like "news/2022"`)
	}
	s.Region, _ = r.Text("region")
	s.Endpoint, _ = r.Text("endpoint")
	if by, ok := r.Bool("path_style"); ok {
		s.Style = s3.ByHost
		if by {
			s.Style = s3.ByPath
		}
	}
	at := count(r, "parallel", parallel)
	out.Headers = headers(r)
	out.Headers.Redirect = s.Amazon()
	if website, ok := r.Bool("website"); ok {
		out.Headers.Redirect = website
	}
	if s.Bucket == "" || opt.Alone {
		return nil
	}
	out.Place = "s3://" + path.Join(s.Bucket, s.Prefix)
	b, err := s3.Open(s)
	if err != nil {
		return err
	}
	out.Host = deploy.InPlace(b, at)
	return nil
}

func openMachine(r *meta.Reader, opt Options, out *Target) {
	host, okay := r.Scalar("host")
	if !okay {
		r.Need("host")
	} else if strings.HasPrefix(host.Text, "-") || strings.ContainsAny(host.Text, " /:") {
		r.Report(problem.BadValue, host, fmt.Sprintf("%q is not the name of a machine", host.Text), `write it like "user@machine", with the port under "port"`)
		okay = false
	}
	at, ok := r.Scalar("path")
	switch {
	case !ok:
		r.Need("path")
		okay = false
	case !path.IsAbs(at.Text) || path.Clean(at.Text) == "/":
		r.Report(problem.BadValue, at, fmt.Sprintf("%q is no folder to deploy to", at.Text), `"path" on another machine begins with a slash and names a folder`)
		okay = false
	}
	m := &ssh.Machine{Host: host.Text, Path: path.Clean(at.Text), Keep: count(r, "releases", 5), Parallel: count(r, "parallel", parallel), Local: opt.Local}
	if port := count(r, "port", 0); port > 0 {
		m.Options = append(m.Options, "-o", "Port="+strconv.Itoa(port))
	}
	if key, ok := r.Text("identity"); ok {
		if !strings.HasPrefix(key, "~/") { // ssh knows the home folder
			key = below(opt.Dir, key)
		}
		m.Options = append(m.Options, "-o", "IdentityFile="+key)
	}
	if file, ok := r.Text("config"); ok {
		m.Options = append(m.Options, "-F", below(opt.Dir, file))
	}
	if how, ok := r.Scalar("transfer"); ok && how.Text == "sftp" {
		m.Local = ""
	} else if ok && how.Text != "rsync" {
		r.Report(problem.BadValue, how, fmt.Sprintf("\"transfer\" is rsync or sftp, not %q", how.Text), "leave it out to use rsync where both ends have it")
	}
	if okay {
		out.Place = m.Host + ":" + m.Path
		out.Host = m.Linked()
	}
}

func openBranch(ctx context.Context, r *meta.Reader, t config.Target, opt Options, out *Target) error {
	repository, given := r.Scalar("repository")
	branch, ok := r.Scalar("branch")
	if !ok {
		branch.Text = "gh-pages"
	} else if strings.HasPrefix(branch.Text, "-") || strings.ContainsAny(branch.Text, " ~^:?*[\\") || strings.Contains(branch.Text, "..") {
		r.Report(problem.BadValue, branch, fmt.Sprintf("%q is not the name of a branch", branch.Text), "")
	}
	keep, ok := r.Bool("keep_history")
	if !ok {
		keep = true
	}
	author, ok := r.Scalar("author")
	if !ok {
		author.Text = "Pressbox <pressbox@localhost>"
	} else if name, mail, ok := strings.Cut(author.Text, " <"); !ok || name == "" || !strings.HasSuffix(mail, ">") || strings.ContainsAny(name+mail[:len(mail)-1], "<>\n") {
		r.Report(problem.BadValue, author, fmt.Sprintf("%q is not a name with an address", author.Text), `write it like "News Desk <desk@news.example>"`)
	}
	if u, err := url.Parse(repository.Text); err == nil && u.User != nil {
		if _, ok := u.User.Password(); ok {
			r.Report(problem.BadValue, repository, "the address of the repository holds a password", "leave it out; git asks its own credential helper")
			return nil
		}
	}
	at := repository.Text
	if !given && opt.Alone {
		return nil
	}
	if !given {
		origin, err := git.Origin(ctx, opt.Dir)
		if err != nil {
			r.Report(problem.BadValue, meta.Value{Line: int32(t.Line), Column: int32(t.Column)}, fmt.Sprintf("%q needs a repository, as this folder has no remote called origin", t.Name), `write "repository: " and its address`)
			return nil
		}
		at = origin
	} else if strings.HasPrefix(at, "-") {
		r.Report(problem.BadValue, repository, fmt.Sprintf("%q is not the address of a repository", at), "")
		return nil
	}
	if homely(r, repository) {
		return nil
	}
	if strings.HasPrefix(at, ".") {
		at = below(opt.Dir, at)
	}
	out.Place = "branch " + branch.Text + " of " + git.Hide(at)
	out.Host = &git.Branch{
		Repository: at, Name: branch.Text, KeepHistory: keep, Author: author.Text,
		Scratch: filepath.Join(opt.Dir, ".pressbox", "deploy", t.Name+".git"),
		Message: "Publish " + opt.Title, Time: opt.Time, Max: pages(at),
	}
	return nil
}

// pages are the limits of the hosts that serve a branch.
func pages(repository string) deploy.Limits {
	name := ""
	switch {
	case strings.Contains(repository, "github.com"):
		name = "github-pages"
	case strings.Contains(repository, "gitlab.com"):
		name = "gitlab-pages"
	}
	l, _ := deploy.LimitsOf(name)
	return l
}

// headers reads how files are served.
func headers(r *meta.Reader) *deploy.Headers {
	h := new(deploy.Headers)
	h.Gzip, _ = r.Bool("gzip")
	rules, _ := r.Items("cache")
	for _, v := range rules {
		rule := r.Sub(v)
		var c deploy.CacheRule
		c.Match, _ = rule.Need("match")
		c.Value, _ = rule.Need("value")
		rule.Done(nil)
		if _, err := path.Match(c.Match, ""); err != nil {
			r.Report(problem.BadValue, v, fmt.Sprintf("%q is no pattern of names", c.Match), "write *.html, images/*.jpg and the like")
			continue
		}
		if strings.ContainsFunc(c.Value, func(c rune) bool { return c < ' ' || c > '~' }) {
			r.Report(problem.BadValue, v, fmt.Sprintf("%q cannot be a header", c.Value), `write it like "public, max-age=3600"`)
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
			a.IndexNow = ""
		}
	}
	if purge, ok := r.Map("purge"); ok {
		a.Purge.URL = address(purge, "url")
		a.Purge.Token, _ = purge.Text("token_env")
		purge.Done(map[string]string{"token": secret})
	}
	return a
}

// address reads where requests go.
func address(r *meta.Reader, key string) string {
	text, ok := r.Need(key)
	if !ok {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		v, _ := r.Scalar(key)
		r.Report(problem.BadValue, v, fmt.Sprintf("%q wants an address", key), "write https:// and the rest of it, without a password")
		return ""
	}
	return text
}

// count reads a number; zero otherwise means that there is no need of one.
func count(r *meta.Reader, key string, otherwise int) int {
	n, ok := r.Int(key)
	if !ok {
		return otherwise
	}
	if n < 1 || n > 65535 {
		v, _ := r.Scalar(key)
		r.Report(problem.BadValue, v, fmt.Sprintf("%q is %d", key, n), "from 1 to 65535 are possible")
		return otherwise
	}
	return int(n)
}

// homely reports a path that begins in the home folder, which only a shell knows:
// it would become a folder of the name ~.
func homely(r *meta.Reader, v meta.Value) bool {
	if v.Text != "~" && !strings.HasPrefix(v.Text, "~/") {
		return false
	}
	r.Report(problem.BadValue, v, fmt.Sprintf("%q begins in a home folder, and whose is not known here", v.Text), "write it from the site's folder, like ../www, or from the top, like /var/www")
	return true
}

// below returns name, from the site's folder unless it is absolute.
func below(dir, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
