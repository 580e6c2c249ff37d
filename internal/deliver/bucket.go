package deliver

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"vernacular/internal/disk"
)

// BucketOptions say how an object store is spoken to. Credentials come from the environment alone.
type BucketOptions struct {
	Endpoint string        // as in https://s3.example.org; "" for that of the environment, or Amazon's
	Plain    bool          // a connection without encryption is allowed to any host, not only to this machine
	Lease    time.Duration // how long a publisher that says nothing may be alive
	Getenv   func(string) string
}

// bucket is a part of a bucket of an object store as a store.
type bucket struct {
	client *minio.Core
	name   string
	prefix string // "" or with a slash at its end
	where  string // for messages

	unanswered atomic.Bool // a request that changes something may be carried out yet
}

// Check says what is wrong with a destination as it is named, before anything is read or asked for.
func Check(o Options) error {
	if !strings.Contains(o.Dest, "://") {
		return nil // folders are looked at when they are opened
	}
	_, err := open(o, true)
	return err
}

// open opens a destination; to look only, nothing is made there.
func open(o Options, look bool) (store, error) {
	if o.Dest == "" {
		return newShelf(o.Since), nil
	}
	scheme, rest, ok := strings.Cut(o.Dest, "://")
	if !ok {
		return openFolder(o.Dest, look)
	}
	if scheme != "s3" {
		return nil, failed(Usage, "there is no way to publish to "+o.Dest, "name a folder, or s3://bucket/prefix; for any other place write a list with --list")
	}
	return openBucket(o, rest)
}

func openBucket(o Options, rest string) (*bucket, error) {
	name, prefix, _ := strings.Cut(rest, "/")
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix = path.Clean(prefix) + "/"
	}
	if name == "" || strings.HasPrefix(prefix, "../") || strings.ContainsAny(name, "@:?") {
		return nil, failed(Usage, "s3: needs the name of a bucket, as in s3://bucket/prefix", "credentials come from the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	getenv := o.Bucket.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	first := func(names ...string) string {
		for _, n := range names {
			if v := getenv(n); v != "" {
				return v
			}
		}
		return ""
	}
	endpoint := o.Bucket.Endpoint
	if endpoint == "" {
		endpoint = first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
	}
	if endpoint == "" {
		endpoint = "https://s3.amazonaws.com"
	}
	at, err := parseEndpoint(endpoint, o.Bucket.Plain)
	if err != nil {
		return nil, err
	}
	id, secret := first("AWS_ACCESS_KEY_ID"), first("AWS_SECRET_ACCESS_KEY")
	if id == "" || secret == "" {
		return nil, failed(Usage, "there are no credentials for "+o.Dest, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, and AWS_SESSION_TOKEN if there is one")
	}
	region := first("AWS_REGION", "AWS_DEFAULT_REGION")
	if region == "" {
		region = "us-east-1"
	}
	client, err := minio.NewCore(at.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(id, secret, first("AWS_SESSION_TOKEN")),
		Secure: at.Scheme == "https",
		Region: region,
		// A request is tried again here and not there, where nobody would hear of one that was left unanswered.
		MaxRetries: 1,
	})
	if err != nil {
		return nil, failed(Usage, fmt.Sprintf("the endpoint %s cannot be used: %v", at.Redacted(), err), "")
	}
	return &bucket{client: client, name: name, prefix: prefix, where: o.Dest}, nil
}

// parseEndpoint reads the address of an object store. Without encryption it must be one of this machine.
func parseEndpoint(text string, plain bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, failed(Usage, "the endpoint is not the address of a host, as in https://s3.example.org", "credentials and buckets do not belong into it")
	}
	switch u.Scheme {
	case "https":
		return u, nil
	case "http":
		ip := net.ParseIP(u.Hostname())
		if plain || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			return u, nil
		}
		return nil, failed(Usage, "the endpoint "+u.Redacted()+" is not encrypted: others could read and change what is sent", "use https, or allow it with --insecure-http")
	}
	return nil, failed(Usage, "the endpoint "+u.Redacted()+" begins neither with https:// nor with http://", "")
}

func (b *bucket) sendsHeaders() bool { return true }
func (b *bucket) locked() bool       { return false }
func (b *bucket) settled() bool      { return !b.unanswered.Load() }
func (b *bucket) flush() error       { return nil }
func (b *bucket) close() error       { return nil }

// attempts is how often a request is made that was not answered, or answered with "later".
const attempts = 5

// ask makes a request, again if need be. changes says that it changes something.
func (b *bucket) ask(ctx context.Context, changes bool, do func() error) error {
	for i := 0; ; i++ {
		err := do()
		if err == nil {
			return nil
		}
		status := minio.ToErrorResponse(err).StatusCode
		if status == 0 && changes {
			b.unanswered.Store(true)
		}
		later := status == 0 || status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
		if !later || i == attempts-1 || ctx.Err() != nil {
			return b.inWords(ctx, status, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond << i):
		}
	}
}

// inWords makes the answer of a store one of ours.
func (b *bucket) inWords(ctx context.Context, status int, err error) error {
	code := minio.ToErrorResponse(err).Code
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case code == minio.NoSuchBucket:
		return failed(Usage, "there is no bucket "+b.name+" at this endpoint", "make it first; --endpoint or AWS_ENDPOINT_URL says where it is")
	case status == http.StatusPreconditionFailed || status == http.StatusConflict:
		return errFaster
	case status == http.StatusNotFound:
		return fs.ErrNotExist
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return failed(Environment, fmt.Sprintf("%s refuses the credentials of the environment: %s", b.where, code), "they need the right to list, read, write and delete objects there")
	}
	return err
}

func etag(text string) version { return version(strings.Trim(text, `"`)) }

func (b *bucket) list(ctx context.Context, prefix string) (map[string]object, error) {
	all := map[string]object{}
	token := ""
	for {
		var page minio.ListBucketV2Result
		err := b.ask(ctx, false, func() (err error) {
			page, err = b.client.ListObjectsV2(b.name, b.prefix+prefix, "", token, "", 1000)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			if key := strings.TrimPrefix(o.Key, b.prefix); key != "" && !strings.HasSuffix(key, "/") {
				all[key] = object{etag(o.ETag), o.Size}
			}
		}
		if token = page.NextContinuationToken; !page.IsTruncated || token == "" {
			return all, nil
		}
	}
}

func (b *bucket) stat(ctx context.Context, key string) (o object, err error) {
	err = b.ask(ctx, false, func() error {
		info, err := b.client.StatObject(ctx, b.name, b.prefix+key, minio.StatObjectOptions{})
		o = object{etag(info.ETag), info.Size}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return object{}, nil
	}
	return o, err
}

func (b *bucket) get(ctx context.Context, key string, limit int64) (data []byte, v version, err error) {
	err = b.ask(ctx, false, func() error {
		r, info, _, err := b.client.GetObject(ctx, b.name, b.prefix+key, minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer r.Close()
		if info.Size > limit {
			return disk.ErrNotPlain
		}
		data, err = io.ReadAll(io.LimitReader(r, limit))
		v = etag(info.ETag)
		return err
	})
	return data, v, err
}

// put sends an object in one request, so that it takes the place of the old one as a whole and its ETag is that of its bytes.
//
// The digest is sent along and signed, and the store compares it with what it received. Without it the library would send the
// bytes over a plain connection in signed chunks, and some stores keep the name of that form, aws-chunked, as the object's own
// Content-Encoding, which no browser knows.
func (b *bucket) put(ctx context.Context, key string, data []byte, h Header, was version) (v version, err error) {
	o := minio.PutObjectOptions{
		ContentType:             h.Type,
		ContentLanguage:         h.Language,
		CacheControl:            h.Cache,
		ContentDisposition:      h.Others["Content-Disposition"],
		WebsiteRedirectLocation: h.Redirect,
		DisableContentSha256:    true, // that is: no chunks
	}
	if was == absent {
		o.SetMatchETagExcept("*")
	} else {
		o.SetMatchETag(string(was))
	}
	err = b.ask(ctx, true, func() error {
		info, err := b.client.PutObject(ctx, b.name, b.prefix+key, bytes.NewReader(data), int64(len(data)), "", hashOf(data), o)
		v = etag(info.ETag)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) { // the object that was to be replaced has gone
		err = errFaster
	}
	return v, err
}

func (b *bucket) keep(ctx context.Context, from, to string, was version) error {
	err := b.ask(ctx, true, func() error {
		_, err := b.client.Client.CopyObject(ctx, minio.CopyDestOptions{Bucket: b.name, Object: b.prefix + to},
			minio.CopySrcOptions{Bucket: b.name, Object: b.prefix + from, MatchETag: string(was)})
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = errFaster
	}
	return err
}

func (b *bucket) remove(ctx context.Context, key string) error {
	err := b.ask(ctx, true, func() error {
		return b.client.RemoveObject(ctx, b.name, b.prefix+key, minio.RemoveObjectOptions{})
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// holds compares digests: the ETag of an object that was sent in one request is the MD5 of its bytes, unless the store
// encrypts them with a key of its owner.
func (b *bucket) holds(_ string, o object, data []byte) bool {
	sum := md5.Sum(data)
	return o.size == int64(len(data)) && string(o.version) == hex.EncodeToString(sum[:])
}
