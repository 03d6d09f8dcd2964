package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"pressbox/internal/problem"
)

// noURL stands in for a base_url that cannot be read.
func noURL() *url.URL { return &url.URL{Scheme: "http", Host: "localhost", Path: "/"} }

// ParseBaseURL reads the address below which a site is published: http or https,
// a host, and a path, to which a slash is added at the end.
func ParseBaseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("it cannot be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("it does not begin with https:// or http://")
	case u.Hostname() == "" || u.Opaque != "":
		return nil, errors.New("it names no host")
	case u.User != nil:
		return nil, errors.New("it holds a user")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("it holds a question mark")
	case u.Fragment != "" || strings.Contains(s, "#"):
		return nil, errors.New("it holds a #")
	}
	host, err := hostOf(u)
	if err != nil {
		return nil, err
	}
	if u.EscapedPath() != u.Path {
		return nil, errors.New("its path holds other characters than letters, digits and hyphens")
	}
	clean := path.Clean("/" + u.Path)
	if clean != "/" {
		clean += "/"
	}
	if strings.TrimSuffix(clean, "/") != strings.TrimSuffix(u.Path, "/") {
		return nil, errors.New("its path holds empty parts or dots")
	}
	// The path becomes part of every address and of folder names on hosts.
	if strings.Trim(clean, "/-._~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return nil, errors.New("its path holds other characters than letters, digits and hyphens")
	}
	return &url.URL{Scheme: u.Scheme, Host: host, Path: clean}, nil
}

// hostOf returns the host as browsers write it: lower case, ASCII, and without
// the port that goes without saying.
func hostOf(u *url.URL) (string, error) {
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		if host = ip.String(); ip.Is6() {
			host = "[" + host + "]"
		}
	} else if host, err = ascii(host); err != nil {
		return "", fmt.Errorf("%q is no name of a host", u.Hostname())
	}
	port := u.Port()
	if strings.HasSuffix(u.Host, ":") || port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", fmt.Errorf("%q is no port", port)
		}
	}
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host, nil
	}
	return host + ":" + port, nil
}

// addressFault says which rule an address breaks, and why; rule is empty when it
// is one that a page may lead to. Schemes are allowed by list, never refused by
// list.
func addressFault(s string, local, mail bool) (rule, why string) {
	for _, c := range s {
		if c <= 0x20 || c == '\\' || c == '"' || c == '<' || c == '>' || c == '`' {
			return problem.BadURL, fmt.Sprintf("it holds %q", c)
		}
	}
	u, err := url.Parse(s)
	switch {
	case s == "":
		return problem.BadURL, "it is empty"
	case err != nil:
		return problem.BadURL, "it cannot be read"
	case u.Scheme == "http", u.Scheme == "https":
		if u.Hostname() == "" {
			return problem.BadURL, "it names no host"
		}
		return "", ""
	case u.Scheme == "mailto" && mail:
		return "", ""
	case u.Scheme != "":
		return problem.UnsafeLink, fmt.Sprintf("%q is not allowed", u.Scheme+":")
	case u.Host != "" || strings.HasPrefix(s, "//"):
		return problem.BadURL, "it names a host without https://"
	case !local:
		return problem.BadURL, "it does not begin with https://"
	}
	return "", ""
}

// ascii returns a name of a host in ASCII. One that is no name any more once it is
// written so, as happens to bytes that are no text, is refused.
func ascii(host string) (string, error) {
	name, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return "", err
	}
	return idna.Lookup.ToASCII(name)
}
