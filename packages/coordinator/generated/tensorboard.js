/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const tensorboard = $root.tensorboard = (() => {

    /**
     * Namespace tensorboard.
     * @exports tensorboard
     * @namespace
     */
    const tensorboard = {};

    tensorboard.Event = (function() {

        /**
         * Properties of an Event.
         * @typedef {Object} tensorboard.Event.$Properties
         * @property {number|null} [wallTime] Event wallTime
         * @property {number|Long|null} [step] Event step
         * @property {string|null} [fileVersion] Event fileVersion
         * @property {tensorboard.Summary.$Properties|null} [summary] Event summary
         * @property {"fileVersion"|"summary"} [what] Event what
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Event.
         * @memberof tensorboard
         * @interface IEvent
         * @augments tensorboard.Event.$Properties
         * @deprecated Use tensorboard.Event.$Properties instead.
         */

        /**
         * Narrowed shape of an Event.
         * @typedef {{
         *   wallTime?: number|null;
         *   step?: number|Long|null;
         *   fileVersion?: string|null;
         *   summary?: tensorboard.Summary.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ what?: undefined; fileVersion?: null; summary?: null }|{ what?: "fileVersion"; fileVersion: string; summary?: null }|{ what?: "summary"; fileVersion?: null; summary: tensorboard.Summary.$Shape })
         * )} tensorboard.Event.$Shape
         */

        /**
         * Constructs a new Event.
         * @memberof tensorboard
         * @classdesc Represents an Event.
         * @constructor
         * @param {tensorboard.Event.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Event = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Event wallTime.
         * @member {number} wallTime
         * @memberof tensorboard.Event
         * @instance
         */
        Event.prototype.wallTime = 0;

        /**
         * Event step.
         * @member {number|Long} step
         * @memberof tensorboard.Event
         * @instance
         */
        Event.prototype.step = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Event fileVersion.
         * @member {string|null|undefined} fileVersion
         * @memberof tensorboard.Event
         * @instance
         */
        Event.prototype.fileVersion = null;

        /**
         * Event summary.
         * @member {tensorboard.Summary.$Properties|null|undefined} summary
         * @memberof tensorboard.Event
         * @instance
         */
        Event.prototype.summary = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * Event what.
         * @member {"fileVersion"|"summary"|undefined} what
         * @memberof tensorboard.Event
         * @instance
         */
        $Object.defineProperty(Event.prototype, "what", {
            get: $util.oneOfGetter($oneOfFields = ["fileVersion", "summary"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new Event instance using the specified properties.
         * @function create
         * @memberof tensorboard.Event
         * @static
         * @param {tensorboard.Event.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Event} Event instance
         * @type {{
         *   (properties: tensorboard.Event.$Shape): tensorboard.Event & tensorboard.Event.$Shape;
         *   (properties?: tensorboard.Event.$Properties): tensorboard.Event;
         * }}
         */
        Event.create = function(properties) {
            return new Event(properties);
        };

        /**
         * Encodes the specified Event message. Does not implicitly {@link tensorboard.Event.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Event
         * @static
         * @param {tensorboard.Event.$Properties} message Event message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Event.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.wallTime != null && $Object.hasOwnProperty.call(message, "wallTime") && !$Object.is(message.wallTime, 0))
                writer.uint32(/* id 1, wireType 1 =*/9).double(message.wallTime);
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && (typeof message.step === "object" ? message.step.low || message.step.high : message.step !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).int64(message.step);
            if (message.fileVersion != null && $Object.hasOwnProperty.call(message, "fileVersion"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.fileVersion);
            if (message.summary != null && $Object.hasOwnProperty.call(message, "summary"))
                $root.tensorboard.Summary.encode(message.summary, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Event message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Event
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Event & tensorboard.Event.$Shape} Event
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Event.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Event();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.wallTime = value;
                        else
                            delete message.wallTime;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.fileVersion = reader.stringVerify();
                        message.what = "fileVersion";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.summary = $root.tensorboard.Summary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
                        message.what = "summary";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Event
         * @function getTypeUrl
         * @memberof tensorboard.Event
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Event.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Event";
        };

        return Event;
    })();

    tensorboard.Summary = (function() {

        /**
         * Properties of a Summary.
         * @typedef {Object} tensorboard.Summary.$Properties
         * @property {Array.<tensorboard.SummaryValue.$Properties>|null} [value] Summary value
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Summary.
         * @memberof tensorboard
         * @interface ISummary
         * @augments tensorboard.Summary.$Properties
         * @deprecated Use tensorboard.Summary.$Properties instead.
         */

        /**
         * Shape of a Summary.
         * @typedef {{
         *   value?: Array.<tensorboard.SummaryValue.$Shape>|null;
         *   $unknowns?: Array.<Uint8Array>;
         * }} tensorboard.Summary.$Shape
         */

        /**
         * Constructs a new Summary.
         * @memberof tensorboard
         * @classdesc Represents a Summary.
         * @constructor
         * @param {tensorboard.Summary.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Summary = function (properties) {
            this.value = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Summary value.
         * @member {Array.<tensorboard.SummaryValue.$Properties>} value
         * @memberof tensorboard.Summary
         * @instance
         */
        Summary.prototype.value = $util.emptyArray;

        /**
         * Creates a new Summary instance using the specified properties.
         * @function create
         * @memberof tensorboard.Summary
         * @static
         * @param {tensorboard.Summary.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Summary} Summary instance
         * @type {{
         *   (properties: tensorboard.Summary.$Shape): tensorboard.Summary & tensorboard.Summary.$Shape;
         *   (properties?: tensorboard.Summary.$Properties): tensorboard.Summary;
         * }}
         */
        Summary.create = function(properties) {
            return new Summary(properties);
        };

        /**
         * Encodes the specified Summary message. Does not implicitly {@link tensorboard.Summary.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Summary
         * @static
         * @param {tensorboard.Summary.$Properties} message Summary message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Summary.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.value != null && message.value.length)
                for (let i = 0; i < message.value.length; ++i)
                    $root.tensorboard.SummaryValue.encode(message.value[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Summary message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Summary
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Summary & tensorboard.Summary.$Shape} Summary
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Summary.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Summary();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.value && message.value.length))
                            message.value = [];
                        message.value.push($root.tensorboard.SummaryValue.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Summary
         * @function getTypeUrl
         * @memberof tensorboard.Summary
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Summary.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Summary";
        };

        return Summary;
    })();

    tensorboard.SummaryValue = (function() {

        /**
         * Properties of a SummaryValue.
         * @typedef {Object} tensorboard.SummaryValue.$Properties
         * @property {string|null} [tag] SummaryValue tag
         * @property {number|null} [simpleValue] SummaryValue simpleValue
         * @property {tensorboard.Image.$Properties|null} [image] SummaryValue image
         * @property {tensorboard.Histogram.$Properties|null} [histo] SummaryValue histo
         * @property {tensorboard.Tensor.$Properties|null} [tensor] SummaryValue tensor
         * @property {tensorboard.SummaryMetadata.$Properties|null} [metadata] SummaryValue metadata
         * @property {"simpleValue"|"image"|"histo"|"tensor"} [value] SummaryValue value
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SummaryValue.
         * @memberof tensorboard
         * @interface ISummaryValue
         * @augments tensorboard.SummaryValue.$Properties
         * @deprecated Use tensorboard.SummaryValue.$Properties instead.
         */

        /**
         * Narrowed shape of a SummaryValue.
         * @typedef {{
         *   tag?: string|null;
         *   simpleValue?: number|null;
         *   image?: tensorboard.Image.$Shape|null;
         *   histo?: tensorboard.Histogram.$Shape|null;
         *   tensor?: tensorboard.Tensor.$Shape|null;
         *   metadata?: tensorboard.SummaryMetadata.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ value?: undefined; simpleValue?: null; image?: null; histo?: null; tensor?: null }|{ value?: "simpleValue"; simpleValue: number; image?: null; histo?: null; tensor?: null }|{ value?: "image"; simpleValue?: null; image: tensorboard.Image.$Shape; histo?: null; tensor?: null }|{ value?: "histo"; simpleValue?: null; image?: null; histo: tensorboard.Histogram.$Shape; tensor?: null }|{ value?: "tensor"; simpleValue?: null; image?: null; histo?: null; tensor: tensorboard.Tensor.$Shape })
         * )} tensorboard.SummaryValue.$Shape
         */

        /**
         * Constructs a new SummaryValue.
         * @memberof tensorboard
         * @classdesc Represents a SummaryValue.
         * @constructor
         * @param {tensorboard.SummaryValue.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SummaryValue = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SummaryValue tag.
         * @member {string} tag
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.tag = "";

        /**
         * SummaryValue simpleValue.
         * @member {number|null|undefined} simpleValue
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.simpleValue = null;

        /**
         * SummaryValue image.
         * @member {tensorboard.Image.$Properties|null|undefined} image
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.image = null;

        /**
         * SummaryValue histo.
         * @member {tensorboard.Histogram.$Properties|null|undefined} histo
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.histo = null;

        /**
         * SummaryValue tensor.
         * @member {tensorboard.Tensor.$Properties|null|undefined} tensor
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.tensor = null;

        /**
         * SummaryValue metadata.
         * @member {tensorboard.SummaryMetadata.$Properties|null|undefined} metadata
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        SummaryValue.prototype.metadata = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * SummaryValue value.
         * @member {"simpleValue"|"image"|"histo"|"tensor"|undefined} value
         * @memberof tensorboard.SummaryValue
         * @instance
         */
        $Object.defineProperty(SummaryValue.prototype, "value", {
            get: $util.oneOfGetter($oneOfFields = ["simpleValue", "image", "histo", "tensor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new SummaryValue instance using the specified properties.
         * @function create
         * @memberof tensorboard.SummaryValue
         * @static
         * @param {tensorboard.SummaryValue.$Properties=} [properties] Properties to set
         * @returns {tensorboard.SummaryValue} SummaryValue instance
         * @type {{
         *   (properties: tensorboard.SummaryValue.$Shape): tensorboard.SummaryValue & tensorboard.SummaryValue.$Shape;
         *   (properties?: tensorboard.SummaryValue.$Properties): tensorboard.SummaryValue;
         * }}
         */
        SummaryValue.create = function(properties) {
            return new SummaryValue(properties);
        };

        /**
         * Encodes the specified SummaryValue message. Does not implicitly {@link tensorboard.SummaryValue.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.SummaryValue
         * @static
         * @param {tensorboard.SummaryValue.$Properties} message SummaryValue message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SummaryValue.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.tag != null && $Object.hasOwnProperty.call(message, "tag") && message.tag !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.tag);
            if (message.simpleValue != null && $Object.hasOwnProperty.call(message, "simpleValue"))
                writer.uint32(/* id 2, wireType 5 =*/21).float(message.simpleValue);
            if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                $root.tensorboard.Image.encode(message.image, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.histo != null && $Object.hasOwnProperty.call(message, "histo"))
                $root.tensorboard.Histogram.encode(message.histo, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.tensor != null && $Object.hasOwnProperty.call(message, "tensor"))
                $root.tensorboard.Tensor.encode(message.tensor, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                $root.tensorboard.SummaryMetadata.encode(message.metadata, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SummaryValue message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.SummaryValue
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.SummaryValue & tensorboard.SummaryValue.$Shape} SummaryValue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SummaryValue.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.SummaryValue();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.tag = value;
                        else
                            delete message.tag;
                        continue;
                    }
                case 2: {
                        if (wireType !== 5)
                            break;
                        message.simpleValue = reader.float();
                        message.value = "simpleValue";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.image = $root.tensorboard.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                        message.value = "image";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.histo = $root.tensorboard.Histogram.decode(reader, reader.size(), $undefined, _depth + 1, message.histo);
                        message.value = "histo";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.tensor = $root.tensorboard.Tensor.decode(reader, reader.size(), $undefined, _depth + 1, message.tensor);
                        message.value = "tensor";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.metadata = $root.tensorboard.SummaryMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for SummaryValue
         * @function getTypeUrl
         * @memberof tensorboard.SummaryValue
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SummaryValue.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.SummaryValue";
        };

        return SummaryValue;
    })();

    tensorboard.Image = (function() {

        /**
         * Properties of an Image.
         * @typedef {Object} tensorboard.Image.$Properties
         * @property {number|null} [height] Image height
         * @property {number|null} [width] Image width
         * @property {number|null} [colorspace] Image colorspace
         * @property {Uint8Array|null} [encodedImageString] Image encodedImageString
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Image.
         * @memberof tensorboard
         * @interface IImage
         * @augments tensorboard.Image.$Properties
         * @deprecated Use tensorboard.Image.$Properties instead.
         */

        /**
         * Shape of an Image.
         * @typedef {tensorboard.Image.$Properties} tensorboard.Image.$Shape
         */

        /**
         * Constructs a new Image.
         * @memberof tensorboard
         * @classdesc Represents an Image.
         * @constructor
         * @param {tensorboard.Image.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Image = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Image height.
         * @member {number} height
         * @memberof tensorboard.Image
         * @instance
         */
        Image.prototype.height = 0;

        /**
         * Image width.
         * @member {number} width
         * @memberof tensorboard.Image
         * @instance
         */
        Image.prototype.width = 0;

        /**
         * Image colorspace.
         * @member {number} colorspace
         * @memberof tensorboard.Image
         * @instance
         */
        Image.prototype.colorspace = 0;

        /**
         * Image encodedImageString.
         * @member {Uint8Array} encodedImageString
         * @memberof tensorboard.Image
         * @instance
         */
        Image.prototype.encodedImageString = $util.newBuffer([]);

        /**
         * Creates a new Image instance using the specified properties.
         * @function create
         * @memberof tensorboard.Image
         * @static
         * @param {tensorboard.Image.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Image} Image instance
         * @type {{
         *   (properties: tensorboard.Image.$Shape): tensorboard.Image & tensorboard.Image.$Shape;
         *   (properties?: tensorboard.Image.$Properties): tensorboard.Image;
         * }}
         */
        Image.create = function(properties) {
            return new Image(properties);
        };

        /**
         * Encodes the specified Image message. Does not implicitly {@link tensorboard.Image.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Image
         * @static
         * @param {tensorboard.Image.$Properties} message Image message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Image.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.height != null && $Object.hasOwnProperty.call(message, "height") && message.height !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.height);
            if (message.width != null && $Object.hasOwnProperty.call(message, "width") && message.width !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).int32(message.width);
            if (message.colorspace != null && $Object.hasOwnProperty.call(message, "colorspace") && message.colorspace !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).int32(message.colorspace);
            if (message.encodedImageString != null && $Object.hasOwnProperty.call(message, "encodedImageString") && message.encodedImageString.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.encodedImageString);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Image message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Image
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Image & tensorboard.Image.$Shape} Image
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Image.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Image();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.height = value;
                        else
                            delete message.height;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.width = value;
                        else
                            delete message.width;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.colorspace = value;
                        else
                            delete message.colorspace;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.encodedImageString = value;
                        else
                            delete message.encodedImageString;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Image
         * @function getTypeUrl
         * @memberof tensorboard.Image
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Image.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Image";
        };

        return Image;
    })();

    tensorboard.Histogram = (function() {

        /**
         * Properties of a Histogram.
         * @typedef {Object} tensorboard.Histogram.$Properties
         * @property {number|null} [min] Histogram min
         * @property {number|null} [max] Histogram max
         * @property {number|null} [num] Histogram num
         * @property {number|null} [sum] Histogram sum
         * @property {number|null} [sumSquares] Histogram sumSquares
         * @property {Array.<number>|null} [bucketLimit] Histogram bucketLimit
         * @property {Array.<number>|null} [bucket] Histogram bucket
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Histogram.
         * @memberof tensorboard
         * @interface IHistogram
         * @augments tensorboard.Histogram.$Properties
         * @deprecated Use tensorboard.Histogram.$Properties instead.
         */

        /**
         * Shape of a Histogram.
         * @typedef {tensorboard.Histogram.$Properties} tensorboard.Histogram.$Shape
         */

        /**
         * Constructs a new Histogram.
         * @memberof tensorboard
         * @classdesc Represents a Histogram.
         * @constructor
         * @param {tensorboard.Histogram.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Histogram = function (properties) {
            this.bucketLimit = [];
            this.bucket = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Histogram min.
         * @member {number} min
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.min = 0;

        /**
         * Histogram max.
         * @member {number} max
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.max = 0;

        /**
         * Histogram num.
         * @member {number} num
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.num = 0;

        /**
         * Histogram sum.
         * @member {number} sum
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.sum = 0;

        /**
         * Histogram sumSquares.
         * @member {number} sumSquares
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.sumSquares = 0;

        /**
         * Histogram bucketLimit.
         * @member {Array.<number>} bucketLimit
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.bucketLimit = $util.emptyArray;

        /**
         * Histogram bucket.
         * @member {Array.<number>} bucket
         * @memberof tensorboard.Histogram
         * @instance
         */
        Histogram.prototype.bucket = $util.emptyArray;

        /**
         * Creates a new Histogram instance using the specified properties.
         * @function create
         * @memberof tensorboard.Histogram
         * @static
         * @param {tensorboard.Histogram.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Histogram} Histogram instance
         * @type {{
         *   (properties: tensorboard.Histogram.$Shape): tensorboard.Histogram & tensorboard.Histogram.$Shape;
         *   (properties?: tensorboard.Histogram.$Properties): tensorboard.Histogram;
         * }}
         */
        Histogram.create = function(properties) {
            return new Histogram(properties);
        };

        /**
         * Encodes the specified Histogram message. Does not implicitly {@link tensorboard.Histogram.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Histogram
         * @static
         * @param {tensorboard.Histogram.$Properties} message Histogram message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Histogram.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.min != null && $Object.hasOwnProperty.call(message, "min") && !$Object.is(message.min, 0))
                writer.uint32(/* id 1, wireType 1 =*/9).double(message.min);
            if (message.max != null && $Object.hasOwnProperty.call(message, "max") && !$Object.is(message.max, 0))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.max);
            if (message.num != null && $Object.hasOwnProperty.call(message, "num") && !$Object.is(message.num, 0))
                writer.uint32(/* id 3, wireType 1 =*/25).double(message.num);
            if (message.sum != null && $Object.hasOwnProperty.call(message, "sum") && !$Object.is(message.sum, 0))
                writer.uint32(/* id 4, wireType 1 =*/33).double(message.sum);
            if (message.sumSquares != null && $Object.hasOwnProperty.call(message, "sumSquares") && !$Object.is(message.sumSquares, 0))
                writer.uint32(/* id 5, wireType 1 =*/41).double(message.sumSquares);
            if (message.bucketLimit != null && message.bucketLimit.length)
                writer.uint32(/* id 6, wireType 2 =*/50).doubles(message.bucketLimit);
            if (message.bucket != null && message.bucket.length)
                writer.uint32(/* id 7, wireType 2 =*/58).doubles(message.bucket);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Histogram message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Histogram
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Histogram & tensorboard.Histogram.$Shape} Histogram
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Histogram.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Histogram();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.min = value;
                        else
                            delete message.min;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.max = value;
                        else
                            delete message.max;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.num = value;
                        else
                            delete message.num;
                        continue;
                    }
                case 4: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.sum = value;
                        else
                            delete message.sum;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.sumSquares = value;
                        else
                            delete message.sumSquares;
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.bucketLimit && message.bucketLimit.length))
                                message.bucketLimit = [];
                            reader.doubles(message.bucketLimit);
                            continue;
                        }
                        if (wireType !== 1)
                            break;
                        if (!(message.bucketLimit && message.bucketLimit.length))
                            message.bucketLimit = [];
                        message.bucketLimit.push(reader.double());
                        continue;
                    }
                case 7: {
                        if (wireType === 2) {
                            if (!(message.bucket && message.bucket.length))
                                message.bucket = [];
                            reader.doubles(message.bucket);
                            continue;
                        }
                        if (wireType !== 1)
                            break;
                        if (!(message.bucket && message.bucket.length))
                            message.bucket = [];
                        message.bucket.push(reader.double());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Histogram
         * @function getTypeUrl
         * @memberof tensorboard.Histogram
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Histogram.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Histogram";
        };

        return Histogram;
    })();

    tensorboard.Tensor = (function() {

        /**
         * Properties of a Tensor.
         * @typedef {Object} tensorboard.Tensor.$Properties
         * @property {number|null} [dtype] Tensor dtype
         * @property {tensorboard.TensorShape.$Properties|null} [tensorShape] Tensor tensorShape
         * @property {Array.<number>|null} [floatVal] Tensor floatVal
         * @property {Array.<Uint8Array>|null} [stringVal] Tensor stringVal
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Tensor.
         * @memberof tensorboard
         * @interface ITensor
         * @augments tensorboard.Tensor.$Properties
         * @deprecated Use tensorboard.Tensor.$Properties instead.
         */

        /**
         * Shape of a Tensor.
         * @typedef {tensorboard.Tensor.$Properties} tensorboard.Tensor.$Shape
         */

        /**
         * Constructs a new Tensor.
         * @memberof tensorboard
         * @classdesc Represents a Tensor.
         * @constructor
         * @param {tensorboard.Tensor.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Tensor = function (properties) {
            this.floatVal = [];
            this.stringVal = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Tensor dtype.
         * @member {number} dtype
         * @memberof tensorboard.Tensor
         * @instance
         */
        Tensor.prototype.dtype = 0;

        /**
         * Tensor tensorShape.
         * @member {tensorboard.TensorShape.$Properties|null|undefined} tensorShape
         * @memberof tensorboard.Tensor
         * @instance
         */
        Tensor.prototype.tensorShape = null;

        /**
         * Tensor floatVal.
         * @member {Array.<number>} floatVal
         * @memberof tensorboard.Tensor
         * @instance
         */
        Tensor.prototype.floatVal = $util.emptyArray;

        /**
         * Tensor stringVal.
         * @member {Array.<Uint8Array>} stringVal
         * @memberof tensorboard.Tensor
         * @instance
         */
        Tensor.prototype.stringVal = $util.emptyArray;

        /**
         * Creates a new Tensor instance using the specified properties.
         * @function create
         * @memberof tensorboard.Tensor
         * @static
         * @param {tensorboard.Tensor.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Tensor} Tensor instance
         * @type {{
         *   (properties: tensorboard.Tensor.$Shape): tensorboard.Tensor & tensorboard.Tensor.$Shape;
         *   (properties?: tensorboard.Tensor.$Properties): tensorboard.Tensor;
         * }}
         */
        Tensor.create = function(properties) {
            return new Tensor(properties);
        };

        /**
         * Encodes the specified Tensor message. Does not implicitly {@link tensorboard.Tensor.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Tensor
         * @static
         * @param {tensorboard.Tensor.$Properties} message Tensor message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Tensor.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.dtype != null && $Object.hasOwnProperty.call(message, "dtype") && message.dtype !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.dtype);
            if (message.tensorShape != null && $Object.hasOwnProperty.call(message, "tensorShape"))
                $root.tensorboard.TensorShape.encode(message.tensorShape, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.floatVal != null && message.floatVal.length)
                writer.uint32(/* id 5, wireType 2 =*/42).floats(message.floatVal);
            if (message.stringVal != null && message.stringVal.length)
                for (let i = 0; i < message.stringVal.length; ++i)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.stringVal[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Tensor message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Tensor
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Tensor & tensorboard.Tensor.$Shape} Tensor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Tensor.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Tensor();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.dtype = value;
                        else
                            delete message.dtype;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.tensorShape = $root.tensorboard.TensorShape.decode(reader, reader.size(), $undefined, _depth + 1, message.tensorShape);
                        continue;
                    }
                case 5: {
                        if (wireType === 2) {
                            if (!(message.floatVal && message.floatVal.length))
                                message.floatVal = [];
                            reader.floats(message.floatVal);
                            continue;
                        }
                        if (wireType !== 5)
                            break;
                        if (!(message.floatVal && message.floatVal.length))
                            message.floatVal = [];
                        message.floatVal.push(reader.float());
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (!(message.stringVal && message.stringVal.length))
                            message.stringVal = [];
                        message.stringVal.push(reader.bytes());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Tensor
         * @function getTypeUrl
         * @memberof tensorboard.Tensor
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Tensor.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Tensor";
        };

        return Tensor;
    })();

    tensorboard.TensorShape = (function() {

        /**
         * Properties of a TensorShape.
         * @typedef {Object} tensorboard.TensorShape.$Properties
         * @property {Array.<tensorboard.Dimension.$Properties>|null} [dim] TensorShape dim
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TensorShape.
         * @memberof tensorboard
         * @interface ITensorShape
         * @augments tensorboard.TensorShape.$Properties
         * @deprecated Use tensorboard.TensorShape.$Properties instead.
         */

        /**
         * Shape of a TensorShape.
         * @typedef {tensorboard.TensorShape.$Properties} tensorboard.TensorShape.$Shape
         */

        /**
         * Constructs a new TensorShape.
         * @memberof tensorboard
         * @classdesc Represents a TensorShape.
         * @constructor
         * @param {tensorboard.TensorShape.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TensorShape = function (properties) {
            this.dim = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TensorShape dim.
         * @member {Array.<tensorboard.Dimension.$Properties>} dim
         * @memberof tensorboard.TensorShape
         * @instance
         */
        TensorShape.prototype.dim = $util.emptyArray;

        /**
         * Creates a new TensorShape instance using the specified properties.
         * @function create
         * @memberof tensorboard.TensorShape
         * @static
         * @param {tensorboard.TensorShape.$Properties=} [properties] Properties to set
         * @returns {tensorboard.TensorShape} TensorShape instance
         * @type {{
         *   (properties: tensorboard.TensorShape.$Shape): tensorboard.TensorShape & tensorboard.TensorShape.$Shape;
         *   (properties?: tensorboard.TensorShape.$Properties): tensorboard.TensorShape;
         * }}
         */
        TensorShape.create = function(properties) {
            return new TensorShape(properties);
        };

        /**
         * Encodes the specified TensorShape message. Does not implicitly {@link tensorboard.TensorShape.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.TensorShape
         * @static
         * @param {tensorboard.TensorShape.$Properties} message TensorShape message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TensorShape.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.dim != null && message.dim.length)
                for (let i = 0; i < message.dim.length; ++i)
                    $root.tensorboard.Dimension.encode(message.dim[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TensorShape message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.TensorShape
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.TensorShape & tensorboard.TensorShape.$Shape} TensorShape
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TensorShape.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.TensorShape();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.dim && message.dim.length))
                            message.dim = [];
                        message.dim.push($root.tensorboard.Dimension.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for TensorShape
         * @function getTypeUrl
         * @memberof tensorboard.TensorShape
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TensorShape.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.TensorShape";
        };

        return TensorShape;
    })();

    tensorboard.Dimension = (function() {

        /**
         * Properties of a Dimension.
         * @typedef {Object} tensorboard.Dimension.$Properties
         * @property {number|Long|null} [size] Dimension size
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Dimension.
         * @memberof tensorboard
         * @interface IDimension
         * @augments tensorboard.Dimension.$Properties
         * @deprecated Use tensorboard.Dimension.$Properties instead.
         */

        /**
         * Shape of a Dimension.
         * @typedef {tensorboard.Dimension.$Properties} tensorboard.Dimension.$Shape
         */

        /**
         * Constructs a new Dimension.
         * @memberof tensorboard
         * @classdesc Represents a Dimension.
         * @constructor
         * @param {tensorboard.Dimension.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Dimension = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Dimension size.
         * @member {number|Long} size
         * @memberof tensorboard.Dimension
         * @instance
         */
        Dimension.prototype.size = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Creates a new Dimension instance using the specified properties.
         * @function create
         * @memberof tensorboard.Dimension
         * @static
         * @param {tensorboard.Dimension.$Properties=} [properties] Properties to set
         * @returns {tensorboard.Dimension} Dimension instance
         * @type {{
         *   (properties: tensorboard.Dimension.$Shape): tensorboard.Dimension & tensorboard.Dimension.$Shape;
         *   (properties?: tensorboard.Dimension.$Properties): tensorboard.Dimension;
         * }}
         */
        Dimension.create = function(properties) {
            return new Dimension(properties);
        };

        /**
         * Encodes the specified Dimension message. Does not implicitly {@link tensorboard.Dimension.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.Dimension
         * @static
         * @param {tensorboard.Dimension.$Properties} message Dimension message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Dimension.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).int64(message.size);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Dimension message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.Dimension
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.Dimension & tensorboard.Dimension.$Shape} Dimension
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Dimension.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.Dimension();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.size = value;
                        else
                            delete message.size;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for Dimension
         * @function getTypeUrl
         * @memberof tensorboard.Dimension
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Dimension.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.Dimension";
        };

        return Dimension;
    })();

    tensorboard.SummaryMetadata = (function() {

        /**
         * Properties of a SummaryMetadata.
         * @typedef {Object} tensorboard.SummaryMetadata.$Properties
         * @property {tensorboard.PluginData.$Properties|null} [pluginData] SummaryMetadata pluginData
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SummaryMetadata.
         * @memberof tensorboard
         * @interface ISummaryMetadata
         * @augments tensorboard.SummaryMetadata.$Properties
         * @deprecated Use tensorboard.SummaryMetadata.$Properties instead.
         */

        /**
         * Shape of a SummaryMetadata.
         * @typedef {tensorboard.SummaryMetadata.$Properties} tensorboard.SummaryMetadata.$Shape
         */

        /**
         * Constructs a new SummaryMetadata.
         * @memberof tensorboard
         * @classdesc Represents a SummaryMetadata.
         * @constructor
         * @param {tensorboard.SummaryMetadata.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SummaryMetadata = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SummaryMetadata pluginData.
         * @member {tensorboard.PluginData.$Properties|null|undefined} pluginData
         * @memberof tensorboard.SummaryMetadata
         * @instance
         */
        SummaryMetadata.prototype.pluginData = null;

        /**
         * Creates a new SummaryMetadata instance using the specified properties.
         * @function create
         * @memberof tensorboard.SummaryMetadata
         * @static
         * @param {tensorboard.SummaryMetadata.$Properties=} [properties] Properties to set
         * @returns {tensorboard.SummaryMetadata} SummaryMetadata instance
         * @type {{
         *   (properties: tensorboard.SummaryMetadata.$Shape): tensorboard.SummaryMetadata & tensorboard.SummaryMetadata.$Shape;
         *   (properties?: tensorboard.SummaryMetadata.$Properties): tensorboard.SummaryMetadata;
         * }}
         */
        SummaryMetadata.create = function(properties) {
            return new SummaryMetadata(properties);
        };

        /**
         * Encodes the specified SummaryMetadata message. Does not implicitly {@link tensorboard.SummaryMetadata.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.SummaryMetadata
         * @static
         * @param {tensorboard.SummaryMetadata.$Properties} message SummaryMetadata message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SummaryMetadata.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pluginData != null && $Object.hasOwnProperty.call(message, "pluginData"))
                $root.tensorboard.PluginData.encode(message.pluginData, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SummaryMetadata message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.SummaryMetadata
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.SummaryMetadata & tensorboard.SummaryMetadata.$Shape} SummaryMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SummaryMetadata.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.SummaryMetadata();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.pluginData = $root.tensorboard.PluginData.decode(reader, reader.size(), $undefined, _depth + 1, message.pluginData);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for SummaryMetadata
         * @function getTypeUrl
         * @memberof tensorboard.SummaryMetadata
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SummaryMetadata.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.SummaryMetadata";
        };

        return SummaryMetadata;
    })();

    tensorboard.PluginData = (function() {

        /**
         * Properties of a PluginData.
         * @typedef {Object} tensorboard.PluginData.$Properties
         * @property {string|null} [pluginName] PluginData pluginName
         * @property {Uint8Array|null} [content] PluginData content
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PluginData.
         * @memberof tensorboard
         * @interface IPluginData
         * @augments tensorboard.PluginData.$Properties
         * @deprecated Use tensorboard.PluginData.$Properties instead.
         */

        /**
         * Shape of a PluginData.
         * @typedef {tensorboard.PluginData.$Properties} tensorboard.PluginData.$Shape
         */

        /**
         * Constructs a new PluginData.
         * @memberof tensorboard
         * @classdesc Represents a PluginData.
         * @constructor
         * @param {tensorboard.PluginData.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PluginData = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PluginData pluginName.
         * @member {string} pluginName
         * @memberof tensorboard.PluginData
         * @instance
         */
        PluginData.prototype.pluginName = "";

        /**
         * PluginData content.
         * @member {Uint8Array} content
         * @memberof tensorboard.PluginData
         * @instance
         */
        PluginData.prototype.content = $util.newBuffer([]);

        /**
         * Creates a new PluginData instance using the specified properties.
         * @function create
         * @memberof tensorboard.PluginData
         * @static
         * @param {tensorboard.PluginData.$Properties=} [properties] Properties to set
         * @returns {tensorboard.PluginData} PluginData instance
         * @type {{
         *   (properties: tensorboard.PluginData.$Shape): tensorboard.PluginData & tensorboard.PluginData.$Shape;
         *   (properties?: tensorboard.PluginData.$Properties): tensorboard.PluginData;
         * }}
         */
        PluginData.create = function(properties) {
            return new PluginData(properties);
        };

        /**
         * Encodes the specified PluginData message. Does not implicitly {@link tensorboard.PluginData.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.PluginData
         * @static
         * @param {tensorboard.PluginData.$Properties} message PluginData message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PluginData.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pluginName != null && $Object.hasOwnProperty.call(message, "pluginName") && message.pluginName !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.pluginName);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.content);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PluginData message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.PluginData
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.PluginData & tensorboard.PluginData.$Shape} PluginData
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PluginData.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.PluginData();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.pluginName = value;
                        else
                            delete message.pluginName;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for PluginData
         * @function getTypeUrl
         * @memberof tensorboard.PluginData
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        PluginData.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.PluginData";
        };

        return PluginData;
    })();

    tensorboard.HParamsPluginData = (function() {

        /**
         * Properties of a HParamsPluginData.
         * @typedef {Object} tensorboard.HParamsPluginData.$Properties
         * @property {tensorboard.SessionStartInfo.$Properties|null} [sessionStartInfo] HParamsPluginData sessionStartInfo
         * @property {tensorboard.SessionEndInfo.$Properties|null} [sessionEndInfo] HParamsPluginData sessionEndInfo
         * @property {"sessionStartInfo"|"sessionEndInfo"} [data] HParamsPluginData data
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HParamsPluginData.
         * @memberof tensorboard
         * @interface IHParamsPluginData
         * @augments tensorboard.HParamsPluginData.$Properties
         * @deprecated Use tensorboard.HParamsPluginData.$Properties instead.
         */

        /**
         * Narrowed shape of a HParamsPluginData.
         * @typedef {{
         *   sessionStartInfo?: tensorboard.SessionStartInfo.$Shape|null;
         *   sessionEndInfo?: tensorboard.SessionEndInfo.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ data?: undefined; sessionStartInfo?: null; sessionEndInfo?: null }|{ data?: "sessionStartInfo"; sessionStartInfo: tensorboard.SessionStartInfo.$Shape; sessionEndInfo?: null }|{ data?: "sessionEndInfo"; sessionStartInfo?: null; sessionEndInfo: tensorboard.SessionEndInfo.$Shape })
         * )} tensorboard.HParamsPluginData.$Shape
         */

        /**
         * Constructs a new HParamsPluginData.
         * @memberof tensorboard
         * @classdesc Represents a HParamsPluginData.
         * @constructor
         * @param {tensorboard.HParamsPluginData.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HParamsPluginData = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HParamsPluginData sessionStartInfo.
         * @member {tensorboard.SessionStartInfo.$Properties|null|undefined} sessionStartInfo
         * @memberof tensorboard.HParamsPluginData
         * @instance
         */
        HParamsPluginData.prototype.sessionStartInfo = null;

        /**
         * HParamsPluginData sessionEndInfo.
         * @member {tensorboard.SessionEndInfo.$Properties|null|undefined} sessionEndInfo
         * @memberof tensorboard.HParamsPluginData
         * @instance
         */
        HParamsPluginData.prototype.sessionEndInfo = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * HParamsPluginData data.
         * @member {"sessionStartInfo"|"sessionEndInfo"|undefined} data
         * @memberof tensorboard.HParamsPluginData
         * @instance
         */
        $Object.defineProperty(HParamsPluginData.prototype, "data", {
            get: $util.oneOfGetter($oneOfFields = ["sessionStartInfo", "sessionEndInfo"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new HParamsPluginData instance using the specified properties.
         * @function create
         * @memberof tensorboard.HParamsPluginData
         * @static
         * @param {tensorboard.HParamsPluginData.$Properties=} [properties] Properties to set
         * @returns {tensorboard.HParamsPluginData} HParamsPluginData instance
         * @type {{
         *   (properties: tensorboard.HParamsPluginData.$Shape): tensorboard.HParamsPluginData & tensorboard.HParamsPluginData.$Shape;
         *   (properties?: tensorboard.HParamsPluginData.$Properties): tensorboard.HParamsPluginData;
         * }}
         */
        HParamsPluginData.create = function(properties) {
            return new HParamsPluginData(properties);
        };

        /**
         * Encodes the specified HParamsPluginData message. Does not implicitly {@link tensorboard.HParamsPluginData.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.HParamsPluginData
         * @static
         * @param {tensorboard.HParamsPluginData.$Properties} message HParamsPluginData message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HParamsPluginData.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sessionStartInfo != null && $Object.hasOwnProperty.call(message, "sessionStartInfo"))
                $root.tensorboard.SessionStartInfo.encode(message.sessionStartInfo, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.sessionEndInfo != null && $Object.hasOwnProperty.call(message, "sessionEndInfo"))
                $root.tensorboard.SessionEndInfo.encode(message.sessionEndInfo, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HParamsPluginData message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.HParamsPluginData
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.HParamsPluginData & tensorboard.HParamsPluginData.$Shape} HParamsPluginData
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HParamsPluginData.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.HParamsPluginData();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.sessionStartInfo = $root.tensorboard.SessionStartInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.sessionStartInfo);
                        message.data = "sessionStartInfo";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.sessionEndInfo = $root.tensorboard.SessionEndInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.sessionEndInfo);
                        message.data = "sessionEndInfo";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for HParamsPluginData
         * @function getTypeUrl
         * @memberof tensorboard.HParamsPluginData
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        HParamsPluginData.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.HParamsPluginData";
        };

        return HParamsPluginData;
    })();

    tensorboard.SessionStartInfo = (function() {

        /**
         * Properties of a SessionStartInfo.
         * @typedef {Object} tensorboard.SessionStartInfo.$Properties
         * @property {Object.<string,tensorboard.HParamValue.$Properties>|null} [hparams] SessionStartInfo hparams
         * @property {number|null} [startTimeSecs] SessionStartInfo startTimeSecs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SessionStartInfo.
         * @memberof tensorboard
         * @interface ISessionStartInfo
         * @augments tensorboard.SessionStartInfo.$Properties
         * @deprecated Use tensorboard.SessionStartInfo.$Properties instead.
         */

        /**
         * Shape of a SessionStartInfo.
         * @typedef {{
         *   hparams?: Object.<string,tensorboard.HParamValue.$Shape>|null;
         *   startTimeSecs?: number|null;
         *   $unknowns?: Array.<Uint8Array>;
         * }} tensorboard.SessionStartInfo.$Shape
         */

        /**
         * Constructs a new SessionStartInfo.
         * @memberof tensorboard
         * @classdesc Represents a SessionStartInfo.
         * @constructor
         * @param {tensorboard.SessionStartInfo.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SessionStartInfo = function (properties) {
            this.hparams = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SessionStartInfo hparams.
         * @member {Object.<string,tensorboard.HParamValue.$Properties>} hparams
         * @memberof tensorboard.SessionStartInfo
         * @instance
         */
        SessionStartInfo.prototype.hparams = $util.emptyObject;

        /**
         * SessionStartInfo startTimeSecs.
         * @member {number} startTimeSecs
         * @memberof tensorboard.SessionStartInfo
         * @instance
         */
        SessionStartInfo.prototype.startTimeSecs = 0;

        /**
         * Creates a new SessionStartInfo instance using the specified properties.
         * @function create
         * @memberof tensorboard.SessionStartInfo
         * @static
         * @param {tensorboard.SessionStartInfo.$Properties=} [properties] Properties to set
         * @returns {tensorboard.SessionStartInfo} SessionStartInfo instance
         * @type {{
         *   (properties: tensorboard.SessionStartInfo.$Shape): tensorboard.SessionStartInfo & tensorboard.SessionStartInfo.$Shape;
         *   (properties?: tensorboard.SessionStartInfo.$Properties): tensorboard.SessionStartInfo;
         * }}
         */
        SessionStartInfo.create = function(properties) {
            return new SessionStartInfo(properties);
        };

        /**
         * Encodes the specified SessionStartInfo message. Does not implicitly {@link tensorboard.SessionStartInfo.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.SessionStartInfo
         * @static
         * @param {tensorboard.SessionStartInfo.$Properties} message SessionStartInfo message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SessionStartInfo.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.hparams != null && $Object.hasOwnProperty.call(message, "hparams"))
                for (let keys = $Object.keys(message.hparams), i = 0; i < keys.length; ++i) {
                    writer.uint32(/* id 1, wireType 2 =*/10).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                    $root.tensorboard.HParamValue.encode(message.hparams[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                }
            if (message.startTimeSecs != null && $Object.hasOwnProperty.call(message, "startTimeSecs") && !$Object.is(message.startTimeSecs, 0))
                writer.uint32(/* id 5, wireType 1 =*/41).double(message.startTimeSecs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SessionStartInfo message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.SessionStartInfo
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.SessionStartInfo & tensorboard.SessionStartInfo.$Shape} SessionStartInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SessionStartInfo.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.SessionStartInfo();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (message.hparams === $util.emptyObject)
                            message.hparams = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = null;
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = $root.tensorboard.HParamValue.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.hparams, key);
                        message.hparams[key] = value || new $root.tensorboard.HParamValue();
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.startTimeSecs = value;
                        else
                            delete message.startTimeSecs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for SessionStartInfo
         * @function getTypeUrl
         * @memberof tensorboard.SessionStartInfo
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SessionStartInfo.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.SessionStartInfo";
        };

        return SessionStartInfo;
    })();

    tensorboard.SessionEndInfo = (function() {

        /**
         * Properties of a SessionEndInfo.
         * @typedef {Object} tensorboard.SessionEndInfo.$Properties
         * @property {number|null} [status] SessionEndInfo status
         * @property {number|null} [endTimeSecs] SessionEndInfo endTimeSecs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SessionEndInfo.
         * @memberof tensorboard
         * @interface ISessionEndInfo
         * @augments tensorboard.SessionEndInfo.$Properties
         * @deprecated Use tensorboard.SessionEndInfo.$Properties instead.
         */

        /**
         * Shape of a SessionEndInfo.
         * @typedef {tensorboard.SessionEndInfo.$Properties} tensorboard.SessionEndInfo.$Shape
         */

        /**
         * Constructs a new SessionEndInfo.
         * @memberof tensorboard
         * @classdesc Represents a SessionEndInfo.
         * @constructor
         * @param {tensorboard.SessionEndInfo.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SessionEndInfo = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SessionEndInfo status.
         * @member {number} status
         * @memberof tensorboard.SessionEndInfo
         * @instance
         */
        SessionEndInfo.prototype.status = 0;

        /**
         * SessionEndInfo endTimeSecs.
         * @member {number} endTimeSecs
         * @memberof tensorboard.SessionEndInfo
         * @instance
         */
        SessionEndInfo.prototype.endTimeSecs = 0;

        /**
         * Creates a new SessionEndInfo instance using the specified properties.
         * @function create
         * @memberof tensorboard.SessionEndInfo
         * @static
         * @param {tensorboard.SessionEndInfo.$Properties=} [properties] Properties to set
         * @returns {tensorboard.SessionEndInfo} SessionEndInfo instance
         * @type {{
         *   (properties: tensorboard.SessionEndInfo.$Shape): tensorboard.SessionEndInfo & tensorboard.SessionEndInfo.$Shape;
         *   (properties?: tensorboard.SessionEndInfo.$Properties): tensorboard.SessionEndInfo;
         * }}
         */
        SessionEndInfo.create = function(properties) {
            return new SessionEndInfo(properties);
        };

        /**
         * Encodes the specified SessionEndInfo message. Does not implicitly {@link tensorboard.SessionEndInfo.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.SessionEndInfo
         * @static
         * @param {tensorboard.SessionEndInfo.$Properties} message SessionEndInfo message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SessionEndInfo.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).int32(message.status);
            if (message.endTimeSecs != null && $Object.hasOwnProperty.call(message, "endTimeSecs") && !$Object.is(message.endTimeSecs, 0))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.endTimeSecs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SessionEndInfo message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.SessionEndInfo
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.SessionEndInfo & tensorboard.SessionEndInfo.$Shape} SessionEndInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SessionEndInfo.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.SessionEndInfo();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.endTimeSecs = value;
                        else
                            delete message.endTimeSecs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for SessionEndInfo
         * @function getTypeUrl
         * @memberof tensorboard.SessionEndInfo
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SessionEndInfo.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.SessionEndInfo";
        };

        return SessionEndInfo;
    })();

    tensorboard.HParamValue = (function() {

        /**
         * Properties of a HParamValue.
         * @typedef {Object} tensorboard.HParamValue.$Properties
         * @property {number|null} [numberValue] HParamValue numberValue
         * @property {string|null} [stringValue] HParamValue stringValue
         * @property {boolean|null} [boolValue] HParamValue boolValue
         * @property {"numberValue"|"stringValue"|"boolValue"} [kind] HParamValue kind
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HParamValue.
         * @memberof tensorboard
         * @interface IHParamValue
         * @augments tensorboard.HParamValue.$Properties
         * @deprecated Use tensorboard.HParamValue.$Properties instead.
         */

        /**
         * Narrowed shape of a HParamValue.
         * @typedef {{
         *   numberValue?: number|null;
         *   stringValue?: string|null;
         *   boolValue?: boolean|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ kind?: undefined; numberValue?: null; stringValue?: null; boolValue?: null }|{ kind?: "numberValue"; numberValue: number; stringValue?: null; boolValue?: null }|{ kind?: "stringValue"; numberValue?: null; stringValue: string; boolValue?: null }|{ kind?: "boolValue"; numberValue?: null; stringValue?: null; boolValue: boolean })
         * )} tensorboard.HParamValue.$Shape
         */

        /**
         * Constructs a new HParamValue.
         * @memberof tensorboard
         * @classdesc Represents a HParamValue.
         * @constructor
         * @param {tensorboard.HParamValue.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HParamValue = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HParamValue numberValue.
         * @member {number|null|undefined} numberValue
         * @memberof tensorboard.HParamValue
         * @instance
         */
        HParamValue.prototype.numberValue = null;

        /**
         * HParamValue stringValue.
         * @member {string|null|undefined} stringValue
         * @memberof tensorboard.HParamValue
         * @instance
         */
        HParamValue.prototype.stringValue = null;

        /**
         * HParamValue boolValue.
         * @member {boolean|null|undefined} boolValue
         * @memberof tensorboard.HParamValue
         * @instance
         */
        HParamValue.prototype.boolValue = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * HParamValue kind.
         * @member {"numberValue"|"stringValue"|"boolValue"|undefined} kind
         * @memberof tensorboard.HParamValue
         * @instance
         */
        $Object.defineProperty(HParamValue.prototype, "kind", {
            get: $util.oneOfGetter($oneOfFields = ["numberValue", "stringValue", "boolValue"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new HParamValue instance using the specified properties.
         * @function create
         * @memberof tensorboard.HParamValue
         * @static
         * @param {tensorboard.HParamValue.$Properties=} [properties] Properties to set
         * @returns {tensorboard.HParamValue} HParamValue instance
         * @type {{
         *   (properties: tensorboard.HParamValue.$Shape): tensorboard.HParamValue & tensorboard.HParamValue.$Shape;
         *   (properties?: tensorboard.HParamValue.$Properties): tensorboard.HParamValue;
         * }}
         */
        HParamValue.create = function(properties) {
            return new HParamValue(properties);
        };

        /**
         * Encodes the specified HParamValue message. Does not implicitly {@link tensorboard.HParamValue.verify|verify} messages.
         * @function encode
         * @memberof tensorboard.HParamValue
         * @static
         * @param {tensorboard.HParamValue.$Properties} message HParamValue message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HParamValue.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.numberValue != null && $Object.hasOwnProperty.call(message, "numberValue"))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.numberValue);
            if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue"))
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.stringValue);
            if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue"))
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.boolValue);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HParamValue message from the specified reader or buffer.
         * @function decode
         * @memberof tensorboard.HParamValue
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tensorboard.HParamValue & tensorboard.HParamValue.$Shape} HParamValue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HParamValue.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tensorboard.HParamValue();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 2: {
                        if (wireType !== 1)
                            break;
                        message.numberValue = reader.double();
                        message.kind = "numberValue";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.stringValue = reader.stringVerify();
                        message.kind = "stringValue";
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.boolValue = reader.bool();
                        message.kind = "boolValue";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Gets the type url for HParamValue
         * @function getTypeUrl
         * @memberof tensorboard.HParamValue
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        HParamValue.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/tensorboard.HParamValue";
        };

        return HParamValue;
    })();

    return tensorboard;
})();

export {
  $root as default
};

export const { Dimension, Event, HParamValue, HParamsPluginData, Histogram, Image, PluginData, SessionEndInfo, SessionStartInfo, Summary, SummaryMetadata, SummaryValue, Tensor, TensorShape } = tensorboard;
