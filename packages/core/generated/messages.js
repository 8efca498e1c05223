/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const lockstep = $root.lockstep = (() => {

    /**
     * Namespace lockstep.
     * @exports lockstep
     * @namespace
     */
    const lockstep = {};

    lockstep.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof lockstep
         * @namespace
         */
        const v1 = {};

        v1.DescribeRequest = (function() {

            /**
             * Properties of a DescribeRequest.
             * @typedef {Object} lockstep.v1.DescribeRequest.$Properties
             * @property {number|null} [protocolVersion] DescribeRequest protocolVersion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DescribeRequest.
             * @memberof lockstep.v1
             * @interface IDescribeRequest
             * @augments lockstep.v1.DescribeRequest.$Properties
             * @deprecated Use lockstep.v1.DescribeRequest.$Properties instead.
             */

            /**
             * Shape of a DescribeRequest.
             * @typedef {lockstep.v1.DescribeRequest.$Properties} lockstep.v1.DescribeRequest.$Shape
             */

            /**
             * Constructs a new DescribeRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a DescribeRequest.
             * @constructor
             * @param {lockstep.v1.DescribeRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DescribeRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DescribeRequest protocolVersion.
             * @member {number} protocolVersion
             * @memberof lockstep.v1.DescribeRequest
             * @instance
             */
            DescribeRequest.prototype.protocolVersion = 0;

            /**
             * Creates a new DescribeRequest instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.DescribeRequest
             * @static
             * @param {lockstep.v1.DescribeRequest.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.DescribeRequest} DescribeRequest instance
             * @type {{
             *   (properties: lockstep.v1.DescribeRequest.$Shape): lockstep.v1.DescribeRequest & lockstep.v1.DescribeRequest.$Shape;
             *   (properties?: lockstep.v1.DescribeRequest.$Properties): lockstep.v1.DescribeRequest;
             * }}
             */
            DescribeRequest.create = function(properties) {
                return new DescribeRequest(properties);
            };

            /**
             * Encodes the specified DescribeRequest message. Does not implicitly {@link lockstep.v1.DescribeRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.DescribeRequest
             * @static
             * @param {lockstep.v1.DescribeRequest.$Properties} message DescribeRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DescribeRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DescribeRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.DescribeRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.DescribeRequest & lockstep.v1.DescribeRequest.$Shape} DescribeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DescribeRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.DescribeRequest();
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
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
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
             * Gets the type url for DescribeRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.DescribeRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DescribeRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.DescribeRequest";
            };

            return DescribeRequest;
        })();

        v1.RunDescription = (function() {

            /**
             * Properties of a RunDescription.
             * @typedef {Object} lockstep.v1.RunDescription.$Properties
             * @property {number|null} [protocolVersion] RunDescription protocolVersion
             * @property {string|null} [runId] RunDescription runId
             * @property {string|null} [settingsJson] RunDescription settingsJson
             * @property {string|null} [recipeHash] RunDescription recipeHash
             * @property {lockstep.v1.DataDescription.$Properties|null} [data] RunDescription data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunDescription.
             * @memberof lockstep.v1
             * @interface IRunDescription
             * @augments lockstep.v1.RunDescription.$Properties
             * @deprecated Use lockstep.v1.RunDescription.$Properties instead.
             */

            /**
             * Shape of a RunDescription.
             * @typedef {lockstep.v1.RunDescription.$Properties} lockstep.v1.RunDescription.$Shape
             */

            /**
             * Constructs a new RunDescription.
             * @memberof lockstep.v1
             * @classdesc Represents a RunDescription.
             * @constructor
             * @param {lockstep.v1.RunDescription.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunDescription = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RunDescription protocolVersion.
             * @member {number} protocolVersion
             * @memberof lockstep.v1.RunDescription
             * @instance
             */
            RunDescription.prototype.protocolVersion = 0;

            /**
             * RunDescription runId.
             * @member {string} runId
             * @memberof lockstep.v1.RunDescription
             * @instance
             */
            RunDescription.prototype.runId = "";

            /**
             * RunDescription settingsJson.
             * @member {string} settingsJson
             * @memberof lockstep.v1.RunDescription
             * @instance
             */
            RunDescription.prototype.settingsJson = "";

            /**
             * RunDescription recipeHash.
             * @member {string} recipeHash
             * @memberof lockstep.v1.RunDescription
             * @instance
             */
            RunDescription.prototype.recipeHash = "";

            /**
             * RunDescription data.
             * @member {lockstep.v1.DataDescription.$Properties|null|undefined} data
             * @memberof lockstep.v1.RunDescription
             * @instance
             */
            RunDescription.prototype.data = null;

            /**
             * Creates a new RunDescription instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.RunDescription
             * @static
             * @param {lockstep.v1.RunDescription.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.RunDescription} RunDescription instance
             * @type {{
             *   (properties: lockstep.v1.RunDescription.$Shape): lockstep.v1.RunDescription & lockstep.v1.RunDescription.$Shape;
             *   (properties?: lockstep.v1.RunDescription.$Properties): lockstep.v1.RunDescription;
             * }}
             */
            RunDescription.create = function(properties) {
                return new RunDescription(properties);
            };

            /**
             * Encodes the specified RunDescription message. Does not implicitly {@link lockstep.v1.RunDescription.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RunDescription
             * @static
             * @param {lockstep.v1.RunDescription.$Properties} message RunDescription message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunDescription.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.runId);
                if (message.settingsJson != null && $Object.hasOwnProperty.call(message, "settingsJson") && message.settingsJson !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.settingsJson);
                if (message.recipeHash != null && $Object.hasOwnProperty.call(message, "recipeHash") && message.recipeHash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.recipeHash);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    $root.lockstep.v1.DataDescription.encode(message.data, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunDescription message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RunDescription
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RunDescription & lockstep.v1.RunDescription.$Shape} RunDescription
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunDescription.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.RunDescription();
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
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.runId = value;
                            else
                                delete message.runId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.settingsJson = value;
                            else
                                delete message.settingsJson;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.recipeHash = value;
                            else
                                delete message.recipeHash;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.data = $root.lockstep.v1.DataDescription.decode(reader, reader.size(), $undefined, _depth + 1, message.data);
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
             * Gets the type url for RunDescription
             * @function getTypeUrl
             * @memberof lockstep.v1.RunDescription
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RunDescription.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RunDescription";
            };

            return RunDescription;
        })();

        v1.DataDescription = (function() {

            /**
             * Properties of a DataDescription.
             * @typedef {Object} lockstep.v1.DataDescription.$Properties
             * @property {number|null} [trainSamples] DataDescription trainSamples
             * @property {number|null} [testSamples] DataDescription testSamples
             * @property {Array.<number>|null} [featureShape] DataDescription featureShape
             * @property {number|null} [classes] DataDescription classes
             * @property {number|null} [validationSamples] DataDescription validationSamples
             * @property {boolean|null} [floatFeatures] DataDescription floatFeatures
             * @property {number|null} [targets] DataDescription targets
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DataDescription.
             * @memberof lockstep.v1
             * @interface IDataDescription
             * @augments lockstep.v1.DataDescription.$Properties
             * @deprecated Use lockstep.v1.DataDescription.$Properties instead.
             */

            /**
             * Shape of a DataDescription.
             * @typedef {lockstep.v1.DataDescription.$Properties} lockstep.v1.DataDescription.$Shape
             */

            /**
             * Constructs a new DataDescription.
             * @memberof lockstep.v1
             * @classdesc Represents a DataDescription.
             * @constructor
             * @param {lockstep.v1.DataDescription.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DataDescription = function (properties) {
                this.featureShape = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DataDescription trainSamples.
             * @member {number} trainSamples
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.trainSamples = 0;

            /**
             * DataDescription testSamples.
             * @member {number} testSamples
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.testSamples = 0;

            /**
             * DataDescription featureShape.
             * @member {Array.<number>} featureShape
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.featureShape = $util.emptyArray;

            /**
             * DataDescription classes.
             * @member {number} classes
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.classes = 0;

            /**
             * DataDescription validationSamples.
             * @member {number} validationSamples
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.validationSamples = 0;

            /**
             * DataDescription floatFeatures.
             * @member {boolean} floatFeatures
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.floatFeatures = false;

            /**
             * DataDescription targets.
             * @member {number} targets
             * @memberof lockstep.v1.DataDescription
             * @instance
             */
            DataDescription.prototype.targets = 0;

            /**
             * Creates a new DataDescription instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.DataDescription
             * @static
             * @param {lockstep.v1.DataDescription.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.DataDescription} DataDescription instance
             * @type {{
             *   (properties: lockstep.v1.DataDescription.$Shape): lockstep.v1.DataDescription & lockstep.v1.DataDescription.$Shape;
             *   (properties?: lockstep.v1.DataDescription.$Properties): lockstep.v1.DataDescription;
             * }}
             */
            DataDescription.create = function(properties) {
                return new DataDescription(properties);
            };

            /**
             * Encodes the specified DataDescription message. Does not implicitly {@link lockstep.v1.DataDescription.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.DataDescription
             * @static
             * @param {lockstep.v1.DataDescription.$Properties} message DataDescription message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DataDescription.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.trainSamples != null && $Object.hasOwnProperty.call(message, "trainSamples") && message.trainSamples !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.trainSamples);
                if (message.testSamples != null && $Object.hasOwnProperty.call(message, "testSamples") && message.testSamples !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.testSamples);
                if (message.featureShape != null && message.featureShape.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.featureShape);
                if (message.classes != null && $Object.hasOwnProperty.call(message, "classes") && message.classes !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.classes);
                if (message.validationSamples != null && $Object.hasOwnProperty.call(message, "validationSamples") && message.validationSamples !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.validationSamples);
                if (message.targets != null && $Object.hasOwnProperty.call(message, "targets") && message.targets !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.targets);
                if (message.floatFeatures != null && $Object.hasOwnProperty.call(message, "floatFeatures") && message.floatFeatures !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.floatFeatures);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DataDescription message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.DataDescription
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.DataDescription & lockstep.v1.DataDescription.$Shape} DataDescription
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DataDescription.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.DataDescription();
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
                            if (value = reader.uint32())
                                message.trainSamples = value;
                            else
                                delete message.trainSamples;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.testSamples = value;
                            else
                                delete message.testSamples;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.featureShape && message.featureShape.length))
                                    message.featureShape = [];
                                reader.uint32s(message.featureShape);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.featureShape && message.featureShape.length))
                                message.featureShape = [];
                            message.featureShape.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.classes = value;
                            else
                                delete message.classes;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.validationSamples = value;
                            else
                                delete message.validationSamples;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.floatFeatures = value;
                            else
                                delete message.floatFeatures;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.targets = value;
                            else
                                delete message.targets;
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
             * Gets the type url for DataDescription
             * @function getTypeUrl
             * @memberof lockstep.v1.DataDescription
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DataDescription.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.DataDescription";
            };

            return DataDescription;
        })();

        /**
         * Role enum.
         * @name lockstep.v1.Role
         * @enum {number}
         * @property {number} ROLE_UNSPECIFIED=0 ROLE_UNSPECIFIED value
         * @property {number} ROLE_WORKER=1 ROLE_WORKER value
         * @property {number} ROLE_PARAMETER_SERVER=2 ROLE_PARAMETER_SERVER value
         */
        v1.Role = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ROLE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ROLE_WORKER"] = 1;
            values[valuesById[2] = "ROLE_PARAMETER_SERVER"] = 2;
            return values;
        })();

        v1.MemberMessage = (function() {

            /**
             * Properties of a MemberMessage.
             * @typedef {Object} lockstep.v1.MemberMessage.$Properties
             * @property {lockstep.v1.Hello.$Properties|null} [hello] MemberMessage hello
             * @property {lockstep.v1.Beat.$Properties|null} [beat] MemberMessage beat
             * @property {lockstep.v1.FenceReply.$Properties|null} [fenceReply] MemberMessage fenceReply
             * @property {lockstep.v1.FenceRefused.$Properties|null} [fenceRefused] MemberMessage fenceRefused
             * @property {lockstep.v1.OpenFailed.$Properties|null} [openFailed] MemberMessage openFailed
             * @property {lockstep.v1.DeadLink.$Properties|null} [deadLink] MemberMessage deadLink
             * @property {lockstep.v1.Leave.$Properties|null} [leave] MemberMessage leave
             * @property {lockstep.v1.Abort.$Properties|null} [abort] MemberMessage abort
             * @property {"hello"|"beat"|"fenceReply"|"fenceRefused"|"openFailed"|"deadLink"|"leave"|"abort"} [message] MemberMessage message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MemberMessage.
             * @memberof lockstep.v1
             * @interface IMemberMessage
             * @augments lockstep.v1.MemberMessage.$Properties
             * @deprecated Use lockstep.v1.MemberMessage.$Properties instead.
             */

            /**
             * Narrowed shape of a MemberMessage.
             * @typedef {{
             *   hello?: lockstep.v1.Hello.$Shape|null;
             *   beat?: lockstep.v1.Beat.$Shape|null;
             *   fenceReply?: lockstep.v1.FenceReply.$Shape|null;
             *   fenceRefused?: lockstep.v1.FenceRefused.$Shape|null;
             *   openFailed?: lockstep.v1.OpenFailed.$Shape|null;
             *   deadLink?: lockstep.v1.DeadLink.$Shape|null;
             *   leave?: lockstep.v1.Leave.$Shape|null;
             *   abort?: lockstep.v1.Abort.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ message?: undefined; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "hello"; hello: lockstep.v1.Hello.$Shape; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "beat"; hello?: null; beat: lockstep.v1.Beat.$Shape; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "fenceReply"; hello?: null; beat?: null; fenceReply: lockstep.v1.FenceReply.$Shape; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "fenceRefused"; hello?: null; beat?: null; fenceReply?: null; fenceRefused: lockstep.v1.FenceRefused.$Shape; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "openFailed"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed: lockstep.v1.OpenFailed.$Shape; deadLink?: null; leave?: null; abort?: null }|{ message?: "deadLink"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink: lockstep.v1.DeadLink.$Shape; leave?: null; abort?: null }|{ message?: "leave"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave: lockstep.v1.Leave.$Shape; abort?: null }|{ message?: "abort"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort: lockstep.v1.Abort.$Shape })
             * )} lockstep.v1.MemberMessage.$Shape
             */

            /**
             * Constructs a new MemberMessage.
             * @memberof lockstep.v1
             * @classdesc Represents a MemberMessage.
             * @constructor
             * @param {lockstep.v1.MemberMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MemberMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MemberMessage hello.
             * @member {lockstep.v1.Hello.$Properties|null|undefined} hello
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.hello = null;

            /**
             * MemberMessage beat.
             * @member {lockstep.v1.Beat.$Properties|null|undefined} beat
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.beat = null;

            /**
             * MemberMessage fenceReply.
             * @member {lockstep.v1.FenceReply.$Properties|null|undefined} fenceReply
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.fenceReply = null;

            /**
             * MemberMessage fenceRefused.
             * @member {lockstep.v1.FenceRefused.$Properties|null|undefined} fenceRefused
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.fenceRefused = null;

            /**
             * MemberMessage openFailed.
             * @member {lockstep.v1.OpenFailed.$Properties|null|undefined} openFailed
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.openFailed = null;

            /**
             * MemberMessage deadLink.
             * @member {lockstep.v1.DeadLink.$Properties|null|undefined} deadLink
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.deadLink = null;

            /**
             * MemberMessage leave.
             * @member {lockstep.v1.Leave.$Properties|null|undefined} leave
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.leave = null;

            /**
             * MemberMessage abort.
             * @member {lockstep.v1.Abort.$Properties|null|undefined} abort
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            MemberMessage.prototype.abort = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * MemberMessage message.
             * @member {"hello"|"beat"|"fenceReply"|"fenceRefused"|"openFailed"|"deadLink"|"leave"|"abort"|undefined} message
             * @memberof lockstep.v1.MemberMessage
             * @instance
             */
            $Object.defineProperty(MemberMessage.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["hello", "beat", "fenceReply", "fenceRefused", "openFailed", "deadLink", "leave", "abort"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new MemberMessage instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.MemberMessage
             * @static
             * @param {lockstep.v1.MemberMessage.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.MemberMessage} MemberMessage instance
             * @type {{
             *   (properties: lockstep.v1.MemberMessage.$Shape): lockstep.v1.MemberMessage & lockstep.v1.MemberMessage.$Shape;
             *   (properties?: lockstep.v1.MemberMessage.$Properties): lockstep.v1.MemberMessage;
             * }}
             */
            MemberMessage.create = function(properties) {
                return new MemberMessage(properties);
            };

            /**
             * Encodes the specified MemberMessage message. Does not implicitly {@link lockstep.v1.MemberMessage.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.MemberMessage
             * @static
             * @param {lockstep.v1.MemberMessage.$Properties} message MemberMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MemberMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.lockstep.v1.Hello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.beat != null && $Object.hasOwnProperty.call(message, "beat"))
                    $root.lockstep.v1.Beat.encode(message.beat, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.fenceReply != null && $Object.hasOwnProperty.call(message, "fenceReply"))
                    $root.lockstep.v1.FenceReply.encode(message.fenceReply, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.fenceRefused != null && $Object.hasOwnProperty.call(message, "fenceRefused"))
                    $root.lockstep.v1.FenceRefused.encode(message.fenceRefused, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.openFailed != null && $Object.hasOwnProperty.call(message, "openFailed"))
                    $root.lockstep.v1.OpenFailed.encode(message.openFailed, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.deadLink != null && $Object.hasOwnProperty.call(message, "deadLink"))
                    $root.lockstep.v1.DeadLink.encode(message.deadLink, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.leave != null && $Object.hasOwnProperty.call(message, "leave"))
                    $root.lockstep.v1.Leave.encode(message.leave, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.abort != null && $Object.hasOwnProperty.call(message, "abort"))
                    $root.lockstep.v1.Abort.encode(message.abort, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MemberMessage message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.MemberMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.MemberMessage & lockstep.v1.MemberMessage.$Shape} MemberMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MemberMessage.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.MemberMessage();
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
                            message.hello = $root.lockstep.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.message = "hello";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.beat = $root.lockstep.v1.Beat.decode(reader, reader.size(), $undefined, _depth + 1, message.beat);
                            message.message = "beat";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.fenceReply = $root.lockstep.v1.FenceReply.decode(reader, reader.size(), $undefined, _depth + 1, message.fenceReply);
                            message.message = "fenceReply";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.fenceRefused = $root.lockstep.v1.FenceRefused.decode(reader, reader.size(), $undefined, _depth + 1, message.fenceRefused);
                            message.message = "fenceRefused";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.openFailed = $root.lockstep.v1.OpenFailed.decode(reader, reader.size(), $undefined, _depth + 1, message.openFailed);
                            message.message = "openFailed";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.deadLink = $root.lockstep.v1.DeadLink.decode(reader, reader.size(), $undefined, _depth + 1, message.deadLink);
                            message.message = "deadLink";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.leave = $root.lockstep.v1.Leave.decode(reader, reader.size(), $undefined, _depth + 1, message.leave);
                            message.message = "leave";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.abort = $root.lockstep.v1.Abort.decode(reader, reader.size(), $undefined, _depth + 1, message.abort);
                            message.message = "abort";
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
             * Gets the type url for MemberMessage
             * @function getTypeUrl
             * @memberof lockstep.v1.MemberMessage
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            MemberMessage.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.MemberMessage";
            };

            return MemberMessage;
        })();

        v1.CoordinatorMessage = (function() {

            /**
             * Properties of a CoordinatorMessage.
             * @typedef {Object} lockstep.v1.CoordinatorMessage.$Properties
             * @property {lockstep.v1.Ack.$Properties|null} [ack] CoordinatorMessage ack
             * @property {lockstep.v1.Fence.$Properties|null} [fence] CoordinatorMessage fence
             * @property {lockstep.v1.Roster.$Properties|null} [roster] CoordinatorMessage roster
             * @property {lockstep.v1.Bye.$Properties|null} [bye] CoordinatorMessage bye
             * @property {lockstep.v1.Finish.$Properties|null} [finish] CoordinatorMessage finish
             * @property {lockstep.v1.Busy.$Properties|null} [busy] CoordinatorMessage busy
             * @property {lockstep.v1.Refused.$Properties|null} [refused] CoordinatorMessage refused
             * @property {lockstep.v1.Abort.$Properties|null} [abort] CoordinatorMessage abort
             * @property {"ack"|"fence"|"roster"|"bye"|"finish"|"busy"|"refused"|"abort"} [message] CoordinatorMessage message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CoordinatorMessage.
             * @memberof lockstep.v1
             * @interface ICoordinatorMessage
             * @augments lockstep.v1.CoordinatorMessage.$Properties
             * @deprecated Use lockstep.v1.CoordinatorMessage.$Properties instead.
             */

            /**
             * Narrowed shape of a CoordinatorMessage.
             * @typedef {{
             *   ack?: lockstep.v1.Ack.$Shape|null;
             *   fence?: lockstep.v1.Fence.$Shape|null;
             *   roster?: lockstep.v1.Roster.$Shape|null;
             *   bye?: lockstep.v1.Bye.$Shape|null;
             *   finish?: lockstep.v1.Finish.$Shape|null;
             *   busy?: lockstep.v1.Busy.$Shape|null;
             *   refused?: lockstep.v1.Refused.$Shape|null;
             *   abort?: lockstep.v1.Abort.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ message?: undefined; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "ack"; ack: lockstep.v1.Ack.$Shape; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "fence"; ack?: null; fence: lockstep.v1.Fence.$Shape; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "roster"; ack?: null; fence?: null; roster: lockstep.v1.Roster.$Shape; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "bye"; ack?: null; fence?: null; roster?: null; bye: lockstep.v1.Bye.$Shape; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "finish"; ack?: null; fence?: null; roster?: null; bye?: null; finish: lockstep.v1.Finish.$Shape; busy?: null; refused?: null; abort?: null }|{ message?: "busy"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy: lockstep.v1.Busy.$Shape; refused?: null; abort?: null }|{ message?: "refused"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused: lockstep.v1.Refused.$Shape; abort?: null }|{ message?: "abort"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort: lockstep.v1.Abort.$Shape })
             * )} lockstep.v1.CoordinatorMessage.$Shape
             */

            /**
             * Constructs a new CoordinatorMessage.
             * @memberof lockstep.v1
             * @classdesc Represents a CoordinatorMessage.
             * @constructor
             * @param {lockstep.v1.CoordinatorMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CoordinatorMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CoordinatorMessage ack.
             * @member {lockstep.v1.Ack.$Properties|null|undefined} ack
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.ack = null;

            /**
             * CoordinatorMessage fence.
             * @member {lockstep.v1.Fence.$Properties|null|undefined} fence
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.fence = null;

            /**
             * CoordinatorMessage roster.
             * @member {lockstep.v1.Roster.$Properties|null|undefined} roster
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.roster = null;

            /**
             * CoordinatorMessage bye.
             * @member {lockstep.v1.Bye.$Properties|null|undefined} bye
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.bye = null;

            /**
             * CoordinatorMessage finish.
             * @member {lockstep.v1.Finish.$Properties|null|undefined} finish
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.finish = null;

            /**
             * CoordinatorMessage busy.
             * @member {lockstep.v1.Busy.$Properties|null|undefined} busy
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.busy = null;

            /**
             * CoordinatorMessage refused.
             * @member {lockstep.v1.Refused.$Properties|null|undefined} refused
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.refused = null;

            /**
             * CoordinatorMessage abort.
             * @member {lockstep.v1.Abort.$Properties|null|undefined} abort
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.abort = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * CoordinatorMessage message.
             * @member {"ack"|"fence"|"roster"|"bye"|"finish"|"busy"|"refused"|"abort"|undefined} message
             * @memberof lockstep.v1.CoordinatorMessage
             * @instance
             */
            $Object.defineProperty(CoordinatorMessage.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["ack", "fence", "roster", "bye", "finish", "busy", "refused", "abort"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new CoordinatorMessage instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.CoordinatorMessage
             * @static
             * @param {lockstep.v1.CoordinatorMessage.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.CoordinatorMessage} CoordinatorMessage instance
             * @type {{
             *   (properties: lockstep.v1.CoordinatorMessage.$Shape): lockstep.v1.CoordinatorMessage & lockstep.v1.CoordinatorMessage.$Shape;
             *   (properties?: lockstep.v1.CoordinatorMessage.$Properties): lockstep.v1.CoordinatorMessage;
             * }}
             */
            CoordinatorMessage.create = function(properties) {
                return new CoordinatorMessage(properties);
            };

            /**
             * Encodes the specified CoordinatorMessage message. Does not implicitly {@link lockstep.v1.CoordinatorMessage.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.CoordinatorMessage
             * @static
             * @param {lockstep.v1.CoordinatorMessage.$Properties} message CoordinatorMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CoordinatorMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                    $root.lockstep.v1.Ack.encode(message.ack, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    $root.lockstep.v1.Fence.encode(message.fence, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.roster != null && $Object.hasOwnProperty.call(message, "roster"))
                    $root.lockstep.v1.Roster.encode(message.roster, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.bye != null && $Object.hasOwnProperty.call(message, "bye"))
                    $root.lockstep.v1.Bye.encode(message.bye, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.finish != null && $Object.hasOwnProperty.call(message, "finish"))
                    $root.lockstep.v1.Finish.encode(message.finish, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.busy != null && $Object.hasOwnProperty.call(message, "busy"))
                    $root.lockstep.v1.Busy.encode(message.busy, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                    $root.lockstep.v1.Refused.encode(message.refused, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.abort != null && $Object.hasOwnProperty.call(message, "abort"))
                    $root.lockstep.v1.Abort.encode(message.abort, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CoordinatorMessage message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.CoordinatorMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.CoordinatorMessage & lockstep.v1.CoordinatorMessage.$Shape} CoordinatorMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CoordinatorMessage.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.CoordinatorMessage();
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
                            message.ack = $root.lockstep.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                            message.message = "ack";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.fence = $root.lockstep.v1.Fence.decode(reader, reader.size(), $undefined, _depth + 1, message.fence);
                            message.message = "fence";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.roster = $root.lockstep.v1.Roster.decode(reader, reader.size(), $undefined, _depth + 1, message.roster);
                            message.message = "roster";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.bye = $root.lockstep.v1.Bye.decode(reader, reader.size(), $undefined, _depth + 1, message.bye);
                            message.message = "bye";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.finish = $root.lockstep.v1.Finish.decode(reader, reader.size(), $undefined, _depth + 1, message.finish);
                            message.message = "finish";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.busy = $root.lockstep.v1.Busy.decode(reader, reader.size(), $undefined, _depth + 1, message.busy);
                            message.message = "busy";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.refused = $root.lockstep.v1.Refused.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                            message.message = "refused";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.abort = $root.lockstep.v1.Abort.decode(reader, reader.size(), $undefined, _depth + 1, message.abort);
                            message.message = "abort";
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
             * Gets the type url for CoordinatorMessage
             * @function getTypeUrl
             * @memberof lockstep.v1.CoordinatorMessage
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            CoordinatorMessage.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.CoordinatorMessage";
            };

            return CoordinatorMessage;
        })();

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} lockstep.v1.Hello.$Properties
             * @property {lockstep.v1.Role|null} [role] Hello role
             * @property {string|null} [name] Hello name
             * @property {number|null} [range] Hello range
             * @property {string|null} [instance] Hello instance
             * @property {number|null} [fence] Hello fence
             * @property {string|null} [address] Hello address
             * @property {string|null} [recipeHash] Hello recipeHash
             * @property {string|null} [layoutJson] Hello layoutJson
             * @property {string|null} [topologyJson] Hello topologyJson
             * @property {string|null} [backend] Hello backend
             * @property {string|null} [backendVersion] Hello backendVersion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hello.
             * @memberof lockstep.v1
             * @interface IHello
             * @augments lockstep.v1.Hello.$Properties
             * @deprecated Use lockstep.v1.Hello.$Properties instead.
             */

            /**
             * Shape of a Hello.
             * @typedef {lockstep.v1.Hello.$Properties} lockstep.v1.Hello.$Shape
             */

            /**
             * Constructs a new Hello.
             * @memberof lockstep.v1
             * @classdesc Represents a Hello.
             * @constructor
             * @param {lockstep.v1.Hello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Hello role.
             * @member {lockstep.v1.Role} role
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.role = 0;

            /**
             * Hello name.
             * @member {string} name
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.name = "";

            /**
             * Hello range.
             * @member {number} range
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.range = 0;

            /**
             * Hello instance.
             * @member {string} instance
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.instance = "";

            /**
             * Hello fence.
             * @member {number} fence
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.fence = 0;

            /**
             * Hello address.
             * @member {string} address
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.address = "";

            /**
             * Hello recipeHash.
             * @member {string} recipeHash
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.recipeHash = "";

            /**
             * Hello layoutJson.
             * @member {string} layoutJson
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.layoutJson = "";

            /**
             * Hello topologyJson.
             * @member {string} topologyJson
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.topologyJson = "";

            /**
             * Hello backend.
             * @member {string} backend
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.backend = "";

            /**
             * Hello backendVersion.
             * @member {string} backendVersion
             * @memberof lockstep.v1.Hello
             * @instance
             */
            Hello.prototype.backendVersion = "";

            /**
             * Creates a new Hello instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Hello
             * @static
             * @param {lockstep.v1.Hello.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Hello} Hello instance
             * @type {{
             *   (properties: lockstep.v1.Hello.$Shape): lockstep.v1.Hello & lockstep.v1.Hello.$Shape;
             *   (properties?: lockstep.v1.Hello.$Properties): lockstep.v1.Hello;
             * }}
             */
            Hello.create = function(properties) {
                return new Hello(properties);
            };

            /**
             * Encodes the specified Hello message. Does not implicitly {@link lockstep.v1.Hello.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Hello
             * @static
             * @param {lockstep.v1.Hello.$Properties} message Hello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.role);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                if (message.range != null && $Object.hasOwnProperty.call(message, "range") && message.range !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.range);
                if (message.instance != null && $Object.hasOwnProperty.call(message, "instance") && message.instance !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.instance);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && message.fence !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.fence);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.address);
                if (message.recipeHash != null && $Object.hasOwnProperty.call(message, "recipeHash") && message.recipeHash !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.recipeHash);
                if (message.layoutJson != null && $Object.hasOwnProperty.call(message, "layoutJson") && message.layoutJson !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.layoutJson);
                if (message.topologyJson != null && $Object.hasOwnProperty.call(message, "topologyJson") && message.topologyJson !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.topologyJson);
                if (message.backend != null && $Object.hasOwnProperty.call(message, "backend") && message.backend !== "")
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.backend);
                if (message.backendVersion != null && $Object.hasOwnProperty.call(message, "backendVersion") && message.backendVersion !== "")
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.backendVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Hello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Hello & lockstep.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hello.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Hello();
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
                                message.role = value;
                            else
                                delete message.role;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.range = value;
                            else
                                delete message.range;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instance = value;
                            else
                                delete message.instance;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.recipeHash = value;
                            else
                                delete message.recipeHash;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.layoutJson = value;
                            else
                                delete message.layoutJson;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.topologyJson = value;
                            else
                                delete message.topologyJson;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.backend = value;
                            else
                                delete message.backend;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.backendVersion = value;
                            else
                                delete message.backendVersion;
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
             * Gets the type url for Hello
             * @function getTypeUrl
             * @memberof lockstep.v1.Hello
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Hello.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Hello";
            };

            return Hello;
        })();

        v1.Beat = (function() {

            /**
             * Properties of a Beat.
             * @typedef {Object} lockstep.v1.Beat.$Properties
             * @property {number|null} [generation] Beat generation
             * @property {number|null} [version] Beat version
             * @property {Array.<number>|null} [snapshots] Beat snapshots
             * @property {Array.<number>|null} [writing] Beat writing
             * @property {boolean|null} [closed] Beat closed
             * @property {string|null} [phase] Beat phase
             * @property {Array.<string>|null} [waitingFor] Beat waitingFor
             * @property {number|null} [gradientMs] Beat gradientMs
             * @property {number|null} [reduceScatterMs] Beat reduceScatterMs
             * @property {number|null} [commitMs] Beat commitMs
             * @property {number|null} [allGatherMs] Beat allGatherMs
             * @property {Array.<string>|null} [alarms] Beat alarms
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Beat.
             * @memberof lockstep.v1
             * @interface IBeat
             * @augments lockstep.v1.Beat.$Properties
             * @deprecated Use lockstep.v1.Beat.$Properties instead.
             */

            /**
             * Shape of a Beat.
             * @typedef {lockstep.v1.Beat.$Properties} lockstep.v1.Beat.$Shape
             */

            /**
             * Constructs a new Beat.
             * @memberof lockstep.v1
             * @classdesc Represents a Beat.
             * @constructor
             * @param {lockstep.v1.Beat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Beat = function (properties) {
                this.snapshots = [];
                this.writing = [];
                this.waitingFor = [];
                this.alarms = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Beat generation.
             * @member {number} generation
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.generation = 0;

            /**
             * Beat version.
             * @member {number} version
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.version = 0;

            /**
             * Beat snapshots.
             * @member {Array.<number>} snapshots
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.snapshots = $util.emptyArray;

            /**
             * Beat writing.
             * @member {Array.<number>} writing
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.writing = $util.emptyArray;

            /**
             * Beat closed.
             * @member {boolean} closed
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.closed = false;

            /**
             * Beat phase.
             * @member {string} phase
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.phase = "";

            /**
             * Beat waitingFor.
             * @member {Array.<string>} waitingFor
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.waitingFor = $util.emptyArray;

            /**
             * Beat gradientMs.
             * @member {number} gradientMs
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.gradientMs = 0;

            /**
             * Beat reduceScatterMs.
             * @member {number} reduceScatterMs
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.reduceScatterMs = 0;

            /**
             * Beat commitMs.
             * @member {number} commitMs
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.commitMs = 0;

            /**
             * Beat allGatherMs.
             * @member {number} allGatherMs
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.allGatherMs = 0;

            /**
             * Beat alarms.
             * @member {Array.<string>} alarms
             * @memberof lockstep.v1.Beat
             * @instance
             */
            Beat.prototype.alarms = $util.emptyArray;

            /**
             * Creates a new Beat instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Beat
             * @static
             * @param {lockstep.v1.Beat.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Beat} Beat instance
             * @type {{
             *   (properties: lockstep.v1.Beat.$Shape): lockstep.v1.Beat & lockstep.v1.Beat.$Shape;
             *   (properties?: lockstep.v1.Beat.$Properties): lockstep.v1.Beat;
             * }}
             */
            Beat.create = function(properties) {
                return new Beat(properties);
            };

            /**
             * Encodes the specified Beat message. Does not implicitly {@link lockstep.v1.Beat.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Beat
             * @static
             * @param {lockstep.v1.Beat.$Properties} message Beat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Beat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
                if (message.snapshots != null && message.snapshots.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.snapshots);
                if (message.writing != null && message.writing.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.writing);
                if (message.closed != null && $Object.hasOwnProperty.call(message, "closed") && message.closed !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.closed);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.phase);
                if (message.waitingFor != null && message.waitingFor.length)
                    for (let i = 0; i < message.waitingFor.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.waitingFor[i]);
                if (message.gradientMs != null && $Object.hasOwnProperty.call(message, "gradientMs") && !$Object.is(message.gradientMs, 0))
                    writer.uint32(/* id 8, wireType 1 =*/65).double(message.gradientMs);
                if (message.reduceScatterMs != null && $Object.hasOwnProperty.call(message, "reduceScatterMs") && !$Object.is(message.reduceScatterMs, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.reduceScatterMs);
                if (message.commitMs != null && $Object.hasOwnProperty.call(message, "commitMs") && !$Object.is(message.commitMs, 0))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.commitMs);
                if (message.allGatherMs != null && $Object.hasOwnProperty.call(message, "allGatherMs") && !$Object.is(message.allGatherMs, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.allGatherMs);
                if (message.alarms != null && message.alarms.length)
                    for (let i = 0; i < message.alarms.length; ++i)
                        writer.uint32(/* id 12, wireType 2 =*/98).string(message.alarms[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Beat message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Beat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Beat & lockstep.v1.Beat.$Shape} Beat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Beat.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Beat();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.snapshots && message.snapshots.length))
                                    message.snapshots = [];
                                reader.uint32s(message.snapshots);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.snapshots && message.snapshots.length))
                                message.snapshots = [];
                            message.snapshots.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.writing && message.writing.length))
                                    message.writing = [];
                                reader.uint32s(message.writing);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.writing && message.writing.length))
                                message.writing = [];
                            message.writing.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.closed = value;
                            else
                                delete message.closed;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.waitingFor && message.waitingFor.length))
                                message.waitingFor = [];
                            message.waitingFor.push(reader.stringVerify());
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gradientMs = value;
                            else
                                delete message.gradientMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.reduceScatterMs = value;
                            else
                                delete message.reduceScatterMs;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.commitMs = value;
                            else
                                delete message.commitMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.allGatherMs = value;
                            else
                                delete message.allGatherMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.alarms && message.alarms.length))
                                message.alarms = [];
                            message.alarms.push(reader.stringVerify());
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
             * Gets the type url for Beat
             * @function getTypeUrl
             * @memberof lockstep.v1.Beat
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Beat.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Beat";
            };

            return Beat;
        })();

        v1.FenceReply = (function() {

            /**
             * Properties of a FenceReply.
             * @typedef {Object} lockstep.v1.FenceReply.$Properties
             * @property {number|null} [generation] FenceReply generation
             * @property {Array.<number>|null} [versions] FenceReply versions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FenceReply.
             * @memberof lockstep.v1
             * @interface IFenceReply
             * @augments lockstep.v1.FenceReply.$Properties
             * @deprecated Use lockstep.v1.FenceReply.$Properties instead.
             */

            /**
             * Shape of a FenceReply.
             * @typedef {lockstep.v1.FenceReply.$Properties} lockstep.v1.FenceReply.$Shape
             */

            /**
             * Constructs a new FenceReply.
             * @memberof lockstep.v1
             * @classdesc Represents a FenceReply.
             * @constructor
             * @param {lockstep.v1.FenceReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FenceReply = function (properties) {
                this.versions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FenceReply generation.
             * @member {number} generation
             * @memberof lockstep.v1.FenceReply
             * @instance
             */
            FenceReply.prototype.generation = 0;

            /**
             * FenceReply versions.
             * @member {Array.<number>} versions
             * @memberof lockstep.v1.FenceReply
             * @instance
             */
            FenceReply.prototype.versions = $util.emptyArray;

            /**
             * Creates a new FenceReply instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.FenceReply
             * @static
             * @param {lockstep.v1.FenceReply.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.FenceReply} FenceReply instance
             * @type {{
             *   (properties: lockstep.v1.FenceReply.$Shape): lockstep.v1.FenceReply & lockstep.v1.FenceReply.$Shape;
             *   (properties?: lockstep.v1.FenceReply.$Properties): lockstep.v1.FenceReply;
             * }}
             */
            FenceReply.create = function(properties) {
                return new FenceReply(properties);
            };

            /**
             * Encodes the specified FenceReply message. Does not implicitly {@link lockstep.v1.FenceReply.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.FenceReply
             * @static
             * @param {lockstep.v1.FenceReply.$Properties} message FenceReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FenceReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.versions != null && message.versions.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.versions);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FenceReply message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.FenceReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.FenceReply & lockstep.v1.FenceReply.$Shape} FenceReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FenceReply.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.FenceReply();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.versions && message.versions.length))
                                    message.versions = [];
                                reader.uint32s(message.versions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.versions && message.versions.length))
                                message.versions = [];
                            message.versions.push(reader.uint32());
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
             * Gets the type url for FenceReply
             * @function getTypeUrl
             * @memberof lockstep.v1.FenceReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            FenceReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.FenceReply";
            };

            return FenceReply;
        })();

        v1.FenceRefused = (function() {

            /**
             * Properties of a FenceRefused.
             * @typedef {Object} lockstep.v1.FenceRefused.$Properties
             * @property {number|null} [have] FenceRefused have
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FenceRefused.
             * @memberof lockstep.v1
             * @interface IFenceRefused
             * @augments lockstep.v1.FenceRefused.$Properties
             * @deprecated Use lockstep.v1.FenceRefused.$Properties instead.
             */

            /**
             * Shape of a FenceRefused.
             * @typedef {lockstep.v1.FenceRefused.$Properties} lockstep.v1.FenceRefused.$Shape
             */

            /**
             * Constructs a new FenceRefused.
             * @memberof lockstep.v1
             * @classdesc Represents a FenceRefused.
             * @constructor
             * @param {lockstep.v1.FenceRefused.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FenceRefused = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FenceRefused have.
             * @member {number} have
             * @memberof lockstep.v1.FenceRefused
             * @instance
             */
            FenceRefused.prototype.have = 0;

            /**
             * Creates a new FenceRefused instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.FenceRefused
             * @static
             * @param {lockstep.v1.FenceRefused.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.FenceRefused} FenceRefused instance
             * @type {{
             *   (properties: lockstep.v1.FenceRefused.$Shape): lockstep.v1.FenceRefused & lockstep.v1.FenceRefused.$Shape;
             *   (properties?: lockstep.v1.FenceRefused.$Properties): lockstep.v1.FenceRefused;
             * }}
             */
            FenceRefused.create = function(properties) {
                return new FenceRefused(properties);
            };

            /**
             * Encodes the specified FenceRefused message. Does not implicitly {@link lockstep.v1.FenceRefused.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.FenceRefused
             * @static
             * @param {lockstep.v1.FenceRefused.$Properties} message FenceRefused message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FenceRefused.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.have != null && $Object.hasOwnProperty.call(message, "have") && message.have !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.have);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FenceRefused message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.FenceRefused
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.FenceRefused & lockstep.v1.FenceRefused.$Shape} FenceRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FenceRefused.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.FenceRefused();
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
                            if (value = reader.uint32())
                                message.have = value;
                            else
                                delete message.have;
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
             * Gets the type url for FenceRefused
             * @function getTypeUrl
             * @memberof lockstep.v1.FenceRefused
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            FenceRefused.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.FenceRefused";
            };

            return FenceRefused;
        })();

        v1.OpenFailed = (function() {

            /**
             * Properties of an OpenFailed.
             * @typedef {Object} lockstep.v1.OpenFailed.$Properties
             * @property {number|null} [generation] OpenFailed generation
             * @property {string|null} [reason] OpenFailed reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OpenFailed.
             * @memberof lockstep.v1
             * @interface IOpenFailed
             * @augments lockstep.v1.OpenFailed.$Properties
             * @deprecated Use lockstep.v1.OpenFailed.$Properties instead.
             */

            /**
             * Shape of an OpenFailed.
             * @typedef {lockstep.v1.OpenFailed.$Properties} lockstep.v1.OpenFailed.$Shape
             */

            /**
             * Constructs a new OpenFailed.
             * @memberof lockstep.v1
             * @classdesc Represents an OpenFailed.
             * @constructor
             * @param {lockstep.v1.OpenFailed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OpenFailed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OpenFailed generation.
             * @member {number} generation
             * @memberof lockstep.v1.OpenFailed
             * @instance
             */
            OpenFailed.prototype.generation = 0;

            /**
             * OpenFailed reason.
             * @member {string} reason
             * @memberof lockstep.v1.OpenFailed
             * @instance
             */
            OpenFailed.prototype.reason = "";

            /**
             * Creates a new OpenFailed instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.OpenFailed
             * @static
             * @param {lockstep.v1.OpenFailed.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.OpenFailed} OpenFailed instance
             * @type {{
             *   (properties: lockstep.v1.OpenFailed.$Shape): lockstep.v1.OpenFailed & lockstep.v1.OpenFailed.$Shape;
             *   (properties?: lockstep.v1.OpenFailed.$Properties): lockstep.v1.OpenFailed;
             * }}
             */
            OpenFailed.create = function(properties) {
                return new OpenFailed(properties);
            };

            /**
             * Encodes the specified OpenFailed message. Does not implicitly {@link lockstep.v1.OpenFailed.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.OpenFailed
             * @static
             * @param {lockstep.v1.OpenFailed.$Properties} message OpenFailed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OpenFailed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OpenFailed message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.OpenFailed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.OpenFailed & lockstep.v1.OpenFailed.$Shape} OpenFailed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OpenFailed.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.OpenFailed();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
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
             * Gets the type url for OpenFailed
             * @function getTypeUrl
             * @memberof lockstep.v1.OpenFailed
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            OpenFailed.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.OpenFailed";
            };

            return OpenFailed;
        })();

        v1.DeadLink = (function() {

            /**
             * Properties of a DeadLink.
             * @typedef {Object} lockstep.v1.DeadLink.$Properties
             * @property {number|null} [generation] DeadLink generation
             * @property {string|null} [peer] DeadLink peer
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeadLink.
             * @memberof lockstep.v1
             * @interface IDeadLink
             * @augments lockstep.v1.DeadLink.$Properties
             * @deprecated Use lockstep.v1.DeadLink.$Properties instead.
             */

            /**
             * Shape of a DeadLink.
             * @typedef {lockstep.v1.DeadLink.$Properties} lockstep.v1.DeadLink.$Shape
             */

            /**
             * Constructs a new DeadLink.
             * @memberof lockstep.v1
             * @classdesc Represents a DeadLink.
             * @constructor
             * @param {lockstep.v1.DeadLink.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeadLink = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeadLink generation.
             * @member {number} generation
             * @memberof lockstep.v1.DeadLink
             * @instance
             */
            DeadLink.prototype.generation = 0;

            /**
             * DeadLink peer.
             * @member {string} peer
             * @memberof lockstep.v1.DeadLink
             * @instance
             */
            DeadLink.prototype.peer = "";

            /**
             * Creates a new DeadLink instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.DeadLink
             * @static
             * @param {lockstep.v1.DeadLink.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.DeadLink} DeadLink instance
             * @type {{
             *   (properties: lockstep.v1.DeadLink.$Shape): lockstep.v1.DeadLink & lockstep.v1.DeadLink.$Shape;
             *   (properties?: lockstep.v1.DeadLink.$Properties): lockstep.v1.DeadLink;
             * }}
             */
            DeadLink.create = function(properties) {
                return new DeadLink(properties);
            };

            /**
             * Encodes the specified DeadLink message. Does not implicitly {@link lockstep.v1.DeadLink.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.DeadLink
             * @static
             * @param {lockstep.v1.DeadLink.$Properties} message DeadLink message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeadLink.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.peer);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeadLink message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.DeadLink
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.DeadLink & lockstep.v1.DeadLink.$Shape} DeadLink
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeadLink.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.DeadLink();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.peer = value;
                            else
                                delete message.peer;
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
             * Gets the type url for DeadLink
             * @function getTypeUrl
             * @memberof lockstep.v1.DeadLink
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DeadLink.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.DeadLink";
            };

            return DeadLink;
        })();

        v1.Leave = (function() {

            /**
             * Properties of a Leave.
             * @typedef {Object} lockstep.v1.Leave.$Properties
             * @property {string|null} [reason] Leave reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Leave.
             * @memberof lockstep.v1
             * @interface ILeave
             * @augments lockstep.v1.Leave.$Properties
             * @deprecated Use lockstep.v1.Leave.$Properties instead.
             */

            /**
             * Shape of a Leave.
             * @typedef {lockstep.v1.Leave.$Properties} lockstep.v1.Leave.$Shape
             */

            /**
             * Constructs a new Leave.
             * @memberof lockstep.v1
             * @classdesc Represents a Leave.
             * @constructor
             * @param {lockstep.v1.Leave.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Leave = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Leave reason.
             * @member {string} reason
             * @memberof lockstep.v1.Leave
             * @instance
             */
            Leave.prototype.reason = "";

            /**
             * Creates a new Leave instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Leave
             * @static
             * @param {lockstep.v1.Leave.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Leave} Leave instance
             * @type {{
             *   (properties: lockstep.v1.Leave.$Shape): lockstep.v1.Leave & lockstep.v1.Leave.$Shape;
             *   (properties?: lockstep.v1.Leave.$Properties): lockstep.v1.Leave;
             * }}
             */
            Leave.create = function(properties) {
                return new Leave(properties);
            };

            /**
             * Encodes the specified Leave message. Does not implicitly {@link lockstep.v1.Leave.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Leave
             * @static
             * @param {lockstep.v1.Leave.$Properties} message Leave message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Leave.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Leave
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Leave & lockstep.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Leave.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Leave();
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
                                message.reason = value;
                            else
                                delete message.reason;
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
             * Gets the type url for Leave
             * @function getTypeUrl
             * @memberof lockstep.v1.Leave
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Leave.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Leave";
            };

            return Leave;
        })();

        v1.Abort = (function() {

            /**
             * Properties of an Abort.
             * @typedef {Object} lockstep.v1.Abort.$Properties
             * @property {number|null} [generation] Abort generation
             * @property {string|null} [reason] Abort reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Abort.
             * @memberof lockstep.v1
             * @interface IAbort
             * @augments lockstep.v1.Abort.$Properties
             * @deprecated Use lockstep.v1.Abort.$Properties instead.
             */

            /**
             * Shape of an Abort.
             * @typedef {lockstep.v1.Abort.$Properties} lockstep.v1.Abort.$Shape
             */

            /**
             * Constructs a new Abort.
             * @memberof lockstep.v1
             * @classdesc Represents an Abort.
             * @constructor
             * @param {lockstep.v1.Abort.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Abort = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Abort generation.
             * @member {number} generation
             * @memberof lockstep.v1.Abort
             * @instance
             */
            Abort.prototype.generation = 0;

            /**
             * Abort reason.
             * @member {string} reason
             * @memberof lockstep.v1.Abort
             * @instance
             */
            Abort.prototype.reason = "";

            /**
             * Creates a new Abort instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Abort
             * @static
             * @param {lockstep.v1.Abort.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Abort} Abort instance
             * @type {{
             *   (properties: lockstep.v1.Abort.$Shape): lockstep.v1.Abort & lockstep.v1.Abort.$Shape;
             *   (properties?: lockstep.v1.Abort.$Properties): lockstep.v1.Abort;
             * }}
             */
            Abort.create = function(properties) {
                return new Abort(properties);
            };

            /**
             * Encodes the specified Abort message. Does not implicitly {@link lockstep.v1.Abort.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Abort
             * @static
             * @param {lockstep.v1.Abort.$Properties} message Abort message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Abort.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Abort message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Abort
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Abort & lockstep.v1.Abort.$Shape} Abort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Abort.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Abort();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
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
             * Gets the type url for Abort
             * @function getTypeUrl
             * @memberof lockstep.v1.Abort
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Abort.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Abort";
            };

            return Abort;
        })();

        v1.Ack = (function() {

            /**
             * Properties of an Ack.
             * @typedef {Object} lockstep.v1.Ack.$Properties
             * @property {Array.<number>|null} [drop] Ack drop
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Ack.
             * @memberof lockstep.v1
             * @interface IAck
             * @augments lockstep.v1.Ack.$Properties
             * @deprecated Use lockstep.v1.Ack.$Properties instead.
             */

            /**
             * Shape of an Ack.
             * @typedef {lockstep.v1.Ack.$Properties} lockstep.v1.Ack.$Shape
             */

            /**
             * Constructs a new Ack.
             * @memberof lockstep.v1
             * @classdesc Represents an Ack.
             * @constructor
             * @param {lockstep.v1.Ack.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Ack = function (properties) {
                this.drop = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Ack drop.
             * @member {Array.<number>} drop
             * @memberof lockstep.v1.Ack
             * @instance
             */
            Ack.prototype.drop = $util.emptyArray;

            /**
             * Creates a new Ack instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Ack
             * @static
             * @param {lockstep.v1.Ack.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Ack} Ack instance
             * @type {{
             *   (properties: lockstep.v1.Ack.$Shape): lockstep.v1.Ack & lockstep.v1.Ack.$Shape;
             *   (properties?: lockstep.v1.Ack.$Properties): lockstep.v1.Ack;
             * }}
             */
            Ack.create = function(properties) {
                return new Ack(properties);
            };

            /**
             * Encodes the specified Ack message. Does not implicitly {@link lockstep.v1.Ack.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Ack
             * @static
             * @param {lockstep.v1.Ack.$Properties} message Ack message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.drop != null && message.drop.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.drop);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Ack
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Ack & lockstep.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ack.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Ack();
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
                            if (wireType === 2) {
                                if (!(message.drop && message.drop.length))
                                    message.drop = [];
                                reader.uint32s(message.drop);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.drop && message.drop.length))
                                message.drop = [];
                            message.drop.push(reader.uint32());
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
             * Gets the type url for Ack
             * @function getTypeUrl
             * @memberof lockstep.v1.Ack
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Ack.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Ack";
            };

            return Ack;
        })();

        v1.Fence = (function() {

            /**
             * Properties of a Fence.
             * @typedef {Object} lockstep.v1.Fence.$Properties
             * @property {number|null} [generation] Fence generation
             * @property {string|null} [coordinator] Fence coordinator
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Fence.
             * @memberof lockstep.v1
             * @interface IFence
             * @augments lockstep.v1.Fence.$Properties
             * @deprecated Use lockstep.v1.Fence.$Properties instead.
             */

            /**
             * Shape of a Fence.
             * @typedef {lockstep.v1.Fence.$Properties} lockstep.v1.Fence.$Shape
             */

            /**
             * Constructs a new Fence.
             * @memberof lockstep.v1
             * @classdesc Represents a Fence.
             * @constructor
             * @param {lockstep.v1.Fence.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Fence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Fence generation.
             * @member {number} generation
             * @memberof lockstep.v1.Fence
             * @instance
             */
            Fence.prototype.generation = 0;

            /**
             * Fence coordinator.
             * @member {string} coordinator
             * @memberof lockstep.v1.Fence
             * @instance
             */
            Fence.prototype.coordinator = "";

            /**
             * Creates a new Fence instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Fence
             * @static
             * @param {lockstep.v1.Fence.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Fence} Fence instance
             * @type {{
             *   (properties: lockstep.v1.Fence.$Shape): lockstep.v1.Fence & lockstep.v1.Fence.$Shape;
             *   (properties?: lockstep.v1.Fence.$Properties): lockstep.v1.Fence;
             * }}
             */
            Fence.create = function(properties) {
                return new Fence(properties);
            };

            /**
             * Encodes the specified Fence message. Does not implicitly {@link lockstep.v1.Fence.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Fence
             * @static
             * @param {lockstep.v1.Fence.$Properties} message Fence message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Fence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.coordinator != null && $Object.hasOwnProperty.call(message, "coordinator") && message.coordinator !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.coordinator);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Fence message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Fence
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Fence & lockstep.v1.Fence.$Shape} Fence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Fence.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Fence();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.coordinator = value;
                            else
                                delete message.coordinator;
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
             * Gets the type url for Fence
             * @function getTypeUrl
             * @memberof lockstep.v1.Fence
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Fence.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Fence";
            };

            return Fence;
        })();

        v1.Rank = (function() {

            /**
             * Properties of a Rank.
             * @typedef {Object} lockstep.v1.Rank.$Properties
             * @property {string|null} [name] Rank name
             * @property {string|null} [address] Rank address
             * @property {Array.<number>|null} [shards] Rank shards
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Rank.
             * @memberof lockstep.v1
             * @interface IRank
             * @augments lockstep.v1.Rank.$Properties
             * @deprecated Use lockstep.v1.Rank.$Properties instead.
             */

            /**
             * Shape of a Rank.
             * @typedef {lockstep.v1.Rank.$Properties} lockstep.v1.Rank.$Shape
             */

            /**
             * Constructs a new Rank.
             * @memberof lockstep.v1
             * @classdesc Represents a Rank.
             * @constructor
             * @param {lockstep.v1.Rank.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Rank = function (properties) {
                this.shards = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Rank name.
             * @member {string} name
             * @memberof lockstep.v1.Rank
             * @instance
             */
            Rank.prototype.name = "";

            /**
             * Rank address.
             * @member {string} address
             * @memberof lockstep.v1.Rank
             * @instance
             */
            Rank.prototype.address = "";

            /**
             * Rank shards.
             * @member {Array.<number>} shards
             * @memberof lockstep.v1.Rank
             * @instance
             */
            Rank.prototype.shards = $util.emptyArray;

            /**
             * Creates a new Rank instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Rank
             * @static
             * @param {lockstep.v1.Rank.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Rank} Rank instance
             * @type {{
             *   (properties: lockstep.v1.Rank.$Shape): lockstep.v1.Rank & lockstep.v1.Rank.$Shape;
             *   (properties?: lockstep.v1.Rank.$Properties): lockstep.v1.Rank;
             * }}
             */
            Rank.create = function(properties) {
                return new Rank(properties);
            };

            /**
             * Encodes the specified Rank message. Does not implicitly {@link lockstep.v1.Rank.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Rank
             * @static
             * @param {lockstep.v1.Rank.$Properties} message Rank message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Rank.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.address);
                if (message.shards != null && message.shards.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.shards);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Rank message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Rank
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Rank & lockstep.v1.Rank.$Shape} Rank
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Rank.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Rank();
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
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.shards && message.shards.length))
                                    message.shards = [];
                                reader.uint32s(message.shards);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shards && message.shards.length))
                                message.shards = [];
                            message.shards.push(reader.uint32());
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
             * Gets the type url for Rank
             * @function getTypeUrl
             * @memberof lockstep.v1.Rank
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Rank.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Rank";
            };

            return Rank;
        })();

        v1.Slice = (function() {

            /**
             * Properties of a Slice.
             * @typedef {Object} lockstep.v1.Slice.$Properties
             * @property {number|null} [start] Slice start
             * @property {number|null} [end] Slice end
             * @property {number|null} [range] Slice range
             * @property {number|null} [owner] Slice owner
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Slice.
             * @memberof lockstep.v1
             * @interface ISlice
             * @augments lockstep.v1.Slice.$Properties
             * @deprecated Use lockstep.v1.Slice.$Properties instead.
             */

            /**
             * Shape of a Slice.
             * @typedef {lockstep.v1.Slice.$Properties} lockstep.v1.Slice.$Shape
             */

            /**
             * Constructs a new Slice.
             * @memberof lockstep.v1
             * @classdesc Represents a Slice.
             * @constructor
             * @param {lockstep.v1.Slice.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Slice = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Slice start.
             * @member {number} start
             * @memberof lockstep.v1.Slice
             * @instance
             */
            Slice.prototype.start = 0;

            /**
             * Slice end.
             * @member {number} end
             * @memberof lockstep.v1.Slice
             * @instance
             */
            Slice.prototype.end = 0;

            /**
             * Slice range.
             * @member {number} range
             * @memberof lockstep.v1.Slice
             * @instance
             */
            Slice.prototype.range = 0;

            /**
             * Slice owner.
             * @member {number} owner
             * @memberof lockstep.v1.Slice
             * @instance
             */
            Slice.prototype.owner = 0;

            /**
             * Creates a new Slice instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Slice
             * @static
             * @param {lockstep.v1.Slice.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Slice} Slice instance
             * @type {{
             *   (properties: lockstep.v1.Slice.$Shape): lockstep.v1.Slice & lockstep.v1.Slice.$Shape;
             *   (properties?: lockstep.v1.Slice.$Properties): lockstep.v1.Slice;
             * }}
             */
            Slice.create = function(properties) {
                return new Slice(properties);
            };

            /**
             * Encodes the specified Slice message. Does not implicitly {@link lockstep.v1.Slice.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Slice
             * @static
             * @param {lockstep.v1.Slice.$Properties} message Slice message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Slice.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.start);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end") && message.end !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.end);
                if (message.range != null && $Object.hasOwnProperty.call(message, "range") && message.range !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.range);
                if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.owner);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Slice message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Slice
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Slice & lockstep.v1.Slice.$Shape} Slice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Slice.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Slice();
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
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.end = value;
                            else
                                delete message.end;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.range = value;
                            else
                                delete message.range;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.owner = value;
                            else
                                delete message.owner;
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
             * Gets the type url for Slice
             * @function getTypeUrl
             * @memberof lockstep.v1.Slice
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Slice.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Slice";
            };

            return Slice;
        })();

        v1.RangeServer = (function() {

            /**
             * Properties of a RangeServer.
             * @typedef {Object} lockstep.v1.RangeServer.$Properties
             * @property {string|null} [name] RangeServer name
             * @property {string|null} [address] RangeServer address
             * @property {number|null} [start] RangeServer start
             * @property {number|null} [end] RangeServer end
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RangeServer.
             * @memberof lockstep.v1
             * @interface IRangeServer
             * @augments lockstep.v1.RangeServer.$Properties
             * @deprecated Use lockstep.v1.RangeServer.$Properties instead.
             */

            /**
             * Shape of a RangeServer.
             * @typedef {lockstep.v1.RangeServer.$Properties} lockstep.v1.RangeServer.$Shape
             */

            /**
             * Constructs a new RangeServer.
             * @memberof lockstep.v1
             * @classdesc Represents a RangeServer.
             * @constructor
             * @param {lockstep.v1.RangeServer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RangeServer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RangeServer name.
             * @member {string} name
             * @memberof lockstep.v1.RangeServer
             * @instance
             */
            RangeServer.prototype.name = "";

            /**
             * RangeServer address.
             * @member {string} address
             * @memberof lockstep.v1.RangeServer
             * @instance
             */
            RangeServer.prototype.address = "";

            /**
             * RangeServer start.
             * @member {number} start
             * @memberof lockstep.v1.RangeServer
             * @instance
             */
            RangeServer.prototype.start = 0;

            /**
             * RangeServer end.
             * @member {number} end
             * @memberof lockstep.v1.RangeServer
             * @instance
             */
            RangeServer.prototype.end = 0;

            /**
             * Creates a new RangeServer instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.RangeServer
             * @static
             * @param {lockstep.v1.RangeServer.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.RangeServer} RangeServer instance
             * @type {{
             *   (properties: lockstep.v1.RangeServer.$Shape): lockstep.v1.RangeServer & lockstep.v1.RangeServer.$Shape;
             *   (properties?: lockstep.v1.RangeServer.$Properties): lockstep.v1.RangeServer;
             * }}
             */
            RangeServer.create = function(properties) {
                return new RangeServer(properties);
            };

            /**
             * Encodes the specified RangeServer message. Does not implicitly {@link lockstep.v1.RangeServer.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RangeServer
             * @static
             * @param {lockstep.v1.RangeServer.$Properties} message RangeServer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RangeServer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.address);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.start);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end") && message.end !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.end);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RangeServer message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RangeServer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RangeServer & lockstep.v1.RangeServer.$Shape} RangeServer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RangeServer.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.RangeServer();
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
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.end = value;
                            else
                                delete message.end;
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
             * Gets the type url for RangeServer
             * @function getTypeUrl
             * @memberof lockstep.v1.RangeServer
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RangeServer.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RangeServer";
            };

            return RangeServer;
        })();

        v1.Roster = (function() {

            /**
             * Properties of a Roster.
             * @typedef {Object} lockstep.v1.Roster.$Properties
             * @property {number|null} [generation] Roster generation
             * @property {string|null} [coordinator] Roster coordinator
             * @property {number|null} [start] Roster start
             * @property {Array.<lockstep.v1.Rank.$Properties>|null} [ranks] Roster ranks
             * @property {Array.<lockstep.v1.Slice.$Properties>|null} [slices] Roster slices
             * @property {Array.<lockstep.v1.RangeServer.$Properties>|null} [servers] Roster servers
             * @property {string|null} [layoutJson] Roster layoutJson
             * @property {string|null} [reason] Roster reason
             * @property {string|null} [backend] Roster backend
             * @property {string|null} [backendVersion] Roster backendVersion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Roster.
             * @memberof lockstep.v1
             * @interface IRoster
             * @augments lockstep.v1.Roster.$Properties
             * @deprecated Use lockstep.v1.Roster.$Properties instead.
             */

            /**
             * Shape of a Roster.
             * @typedef {lockstep.v1.Roster.$Properties} lockstep.v1.Roster.$Shape
             */

            /**
             * Constructs a new Roster.
             * @memberof lockstep.v1
             * @classdesc Represents a Roster.
             * @constructor
             * @param {lockstep.v1.Roster.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Roster = function (properties) {
                this.ranks = [];
                this.slices = [];
                this.servers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Roster generation.
             * @member {number} generation
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.generation = 0;

            /**
             * Roster coordinator.
             * @member {string} coordinator
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.coordinator = "";

            /**
             * Roster start.
             * @member {number} start
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.start = 0;

            /**
             * Roster ranks.
             * @member {Array.<lockstep.v1.Rank.$Properties>} ranks
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.ranks = $util.emptyArray;

            /**
             * Roster slices.
             * @member {Array.<lockstep.v1.Slice.$Properties>} slices
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.slices = $util.emptyArray;

            /**
             * Roster servers.
             * @member {Array.<lockstep.v1.RangeServer.$Properties>} servers
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.servers = $util.emptyArray;

            /**
             * Roster layoutJson.
             * @member {string} layoutJson
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.layoutJson = "";

            /**
             * Roster reason.
             * @member {string} reason
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.reason = "";

            /**
             * Roster backend.
             * @member {string} backend
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.backend = "";

            /**
             * Roster backendVersion.
             * @member {string} backendVersion
             * @memberof lockstep.v1.Roster
             * @instance
             */
            Roster.prototype.backendVersion = "";

            /**
             * Creates a new Roster instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Roster
             * @static
             * @param {lockstep.v1.Roster.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Roster} Roster instance
             * @type {{
             *   (properties: lockstep.v1.Roster.$Shape): lockstep.v1.Roster & lockstep.v1.Roster.$Shape;
             *   (properties?: lockstep.v1.Roster.$Properties): lockstep.v1.Roster;
             * }}
             */
            Roster.create = function(properties) {
                return new Roster(properties);
            };

            /**
             * Encodes the specified Roster message. Does not implicitly {@link lockstep.v1.Roster.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Roster
             * @static
             * @param {lockstep.v1.Roster.$Properties} message Roster message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Roster.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.coordinator != null && $Object.hasOwnProperty.call(message, "coordinator") && message.coordinator !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.coordinator);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.start);
                if (message.ranks != null && message.ranks.length)
                    for (let i = 0; i < message.ranks.length; ++i)
                        $root.lockstep.v1.Rank.encode(message.ranks[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.slices != null && message.slices.length)
                    for (let i = 0; i < message.slices.length; ++i)
                        $root.lockstep.v1.Slice.encode(message.slices[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.servers != null && message.servers.length)
                    for (let i = 0; i < message.servers.length; ++i)
                        $root.lockstep.v1.RangeServer.encode(message.servers[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.layoutJson != null && $Object.hasOwnProperty.call(message, "layoutJson") && message.layoutJson !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.layoutJson);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.reason);
                if (message.backend != null && $Object.hasOwnProperty.call(message, "backend") && message.backend !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.backend);
                if (message.backendVersion != null && $Object.hasOwnProperty.call(message, "backendVersion") && message.backendVersion !== "")
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.backendVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Roster message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Roster
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Roster & lockstep.v1.Roster.$Shape} Roster
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Roster.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Roster();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.coordinator = value;
                            else
                                delete message.coordinator;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ranks && message.ranks.length))
                                message.ranks = [];
                            message.ranks.push($root.lockstep.v1.Rank.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.slices && message.slices.length))
                                message.slices = [];
                            message.slices.push($root.lockstep.v1.Slice.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.servers && message.servers.length))
                                message.servers = [];
                            message.servers.push($root.lockstep.v1.RangeServer.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.layoutJson = value;
                            else
                                delete message.layoutJson;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.backend = value;
                            else
                                delete message.backend;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.backendVersion = value;
                            else
                                delete message.backendVersion;
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
             * Gets the type url for Roster
             * @function getTypeUrl
             * @memberof lockstep.v1.Roster
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Roster.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Roster";
            };

            return Roster;
        })();

        v1.Bye = (function() {

            /**
             * Properties of a Bye.
             * @typedef {Object} lockstep.v1.Bye.$Properties
             * @property {string|null} [reason] Bye reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Bye.
             * @memberof lockstep.v1
             * @interface IBye
             * @augments lockstep.v1.Bye.$Properties
             * @deprecated Use lockstep.v1.Bye.$Properties instead.
             */

            /**
             * Shape of a Bye.
             * @typedef {lockstep.v1.Bye.$Properties} lockstep.v1.Bye.$Shape
             */

            /**
             * Constructs a new Bye.
             * @memberof lockstep.v1
             * @classdesc Represents a Bye.
             * @constructor
             * @param {lockstep.v1.Bye.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Bye = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Bye reason.
             * @member {string} reason
             * @memberof lockstep.v1.Bye
             * @instance
             */
            Bye.prototype.reason = "";

            /**
             * Creates a new Bye instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Bye
             * @static
             * @param {lockstep.v1.Bye.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Bye} Bye instance
             * @type {{
             *   (properties: lockstep.v1.Bye.$Shape): lockstep.v1.Bye & lockstep.v1.Bye.$Shape;
             *   (properties?: lockstep.v1.Bye.$Properties): lockstep.v1.Bye;
             * }}
             */
            Bye.create = function(properties) {
                return new Bye(properties);
            };

            /**
             * Encodes the specified Bye message. Does not implicitly {@link lockstep.v1.Bye.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Bye
             * @static
             * @param {lockstep.v1.Bye.$Properties} message Bye message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Bye.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Bye message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Bye
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Bye & lockstep.v1.Bye.$Shape} Bye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Bye.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Bye();
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
                                message.reason = value;
                            else
                                delete message.reason;
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
             * Gets the type url for Bye
             * @function getTypeUrl
             * @memberof lockstep.v1.Bye
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Bye.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Bye";
            };

            return Bye;
        })();

        v1.Finish = (function() {

            /**
             * Properties of a Finish.
             * @typedef {Object} lockstep.v1.Finish.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Finish.
             * @memberof lockstep.v1
             * @interface IFinish
             * @augments lockstep.v1.Finish.$Properties
             * @deprecated Use lockstep.v1.Finish.$Properties instead.
             */

            /**
             * Shape of a Finish.
             * @typedef {lockstep.v1.Finish.$Properties} lockstep.v1.Finish.$Shape
             */

            /**
             * Constructs a new Finish.
             * @memberof lockstep.v1
             * @classdesc Represents a Finish.
             * @constructor
             * @param {lockstep.v1.Finish.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Finish = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new Finish instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Finish
             * @static
             * @param {lockstep.v1.Finish.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Finish} Finish instance
             * @type {{
             *   (properties: lockstep.v1.Finish.$Shape): lockstep.v1.Finish & lockstep.v1.Finish.$Shape;
             *   (properties?: lockstep.v1.Finish.$Properties): lockstep.v1.Finish;
             * }}
             */
            Finish.create = function(properties) {
                return new Finish(properties);
            };

            /**
             * Encodes the specified Finish message. Does not implicitly {@link lockstep.v1.Finish.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Finish
             * @static
             * @param {lockstep.v1.Finish.$Properties} message Finish message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Finish.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Finish message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Finish
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Finish & lockstep.v1.Finish.$Shape} Finish
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Finish.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Finish();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
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
             * Gets the type url for Finish
             * @function getTypeUrl
             * @memberof lockstep.v1.Finish
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Finish.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Finish";
            };

            return Finish;
        })();

        v1.Busy = (function() {

            /**
             * Properties of a Busy.
             * @typedef {Object} lockstep.v1.Busy.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Busy.
             * @memberof lockstep.v1
             * @interface IBusy
             * @augments lockstep.v1.Busy.$Properties
             * @deprecated Use lockstep.v1.Busy.$Properties instead.
             */

            /**
             * Shape of a Busy.
             * @typedef {lockstep.v1.Busy.$Properties} lockstep.v1.Busy.$Shape
             */

            /**
             * Constructs a new Busy.
             * @memberof lockstep.v1
             * @classdesc Represents a Busy.
             * @constructor
             * @param {lockstep.v1.Busy.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Busy = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new Busy instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Busy
             * @static
             * @param {lockstep.v1.Busy.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Busy} Busy instance
             * @type {{
             *   (properties: lockstep.v1.Busy.$Shape): lockstep.v1.Busy & lockstep.v1.Busy.$Shape;
             *   (properties?: lockstep.v1.Busy.$Properties): lockstep.v1.Busy;
             * }}
             */
            Busy.create = function(properties) {
                return new Busy(properties);
            };

            /**
             * Encodes the specified Busy message. Does not implicitly {@link lockstep.v1.Busy.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Busy
             * @static
             * @param {lockstep.v1.Busy.$Properties} message Busy message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Busy.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Busy message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Busy
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Busy & lockstep.v1.Busy.$Shape} Busy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Busy.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Busy();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
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
             * Gets the type url for Busy
             * @function getTypeUrl
             * @memberof lockstep.v1.Busy
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Busy.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Busy";
            };

            return Busy;
        })();

        v1.Refused = (function() {

            /**
             * Properties of a Refused.
             * @typedef {Object} lockstep.v1.Refused.$Properties
             * @property {string|null} [reason] Refused reason
             * @property {number|null} [exitCode] Refused exitCode
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Refused.
             * @memberof lockstep.v1
             * @interface IRefused
             * @augments lockstep.v1.Refused.$Properties
             * @deprecated Use lockstep.v1.Refused.$Properties instead.
             */

            /**
             * Shape of a Refused.
             * @typedef {lockstep.v1.Refused.$Properties} lockstep.v1.Refused.$Shape
             */

            /**
             * Constructs a new Refused.
             * @memberof lockstep.v1
             * @classdesc Represents a Refused.
             * @constructor
             * @param {lockstep.v1.Refused.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Refused = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Refused reason.
             * @member {string} reason
             * @memberof lockstep.v1.Refused
             * @instance
             */
            Refused.prototype.reason = "";

            /**
             * Refused exitCode.
             * @member {number} exitCode
             * @memberof lockstep.v1.Refused
             * @instance
             */
            Refused.prototype.exitCode = 0;

            /**
             * Creates a new Refused instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Refused
             * @static
             * @param {lockstep.v1.Refused.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Refused} Refused instance
             * @type {{
             *   (properties: lockstep.v1.Refused.$Shape): lockstep.v1.Refused & lockstep.v1.Refused.$Shape;
             *   (properties?: lockstep.v1.Refused.$Properties): lockstep.v1.Refused;
             * }}
             */
            Refused.create = function(properties) {
                return new Refused(properties);
            };

            /**
             * Encodes the specified Refused message. Does not implicitly {@link lockstep.v1.Refused.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Refused
             * @static
             * @param {lockstep.v1.Refused.$Properties} message Refused message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Refused.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.exitCode != null && $Object.hasOwnProperty.call(message, "exitCode") && message.exitCode !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.exitCode);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Refused message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Refused
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Refused & lockstep.v1.Refused.$Shape} Refused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Refused.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Refused();
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
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.exitCode = value;
                            else
                                delete message.exitCode;
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
             * Gets the type url for Refused
             * @function getTypeUrl
             * @memberof lockstep.v1.Refused
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Refused.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Refused";
            };

            return Refused;
        })();

        /**
         * Split enum.
         * @name lockstep.v1.Split
         * @enum {number}
         * @property {number} SPLIT_UNSPECIFIED=0 SPLIT_UNSPECIFIED value
         * @property {number} SPLIT_TRAIN=1 SPLIT_TRAIN value
         * @property {number} SPLIT_TEST=2 SPLIT_TEST value
         * @property {number} SPLIT_VALIDATION=3 SPLIT_VALIDATION value
         */
        v1.Split = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "SPLIT_UNSPECIFIED"] = 0;
            values[valuesById[1] = "SPLIT_TRAIN"] = 1;
            values[valuesById[2] = "SPLIT_TEST"] = 2;
            values[valuesById[3] = "SPLIT_VALIDATION"] = 3;
            return values;
        })();

        v1.ReadShardRequest = (function() {

            /**
             * Properties of a ReadShardRequest.
             * @typedef {Object} lockstep.v1.ReadShardRequest.$Properties
             * @property {lockstep.v1.Split|null} [split] ReadShardRequest split
             * @property {number|null} [shard] ReadShardRequest shard
             * @property {number|null} [offset] ReadShardRequest offset
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadShardRequest.
             * @memberof lockstep.v1
             * @interface IReadShardRequest
             * @augments lockstep.v1.ReadShardRequest.$Properties
             * @deprecated Use lockstep.v1.ReadShardRequest.$Properties instead.
             */

            /**
             * Shape of a ReadShardRequest.
             * @typedef {lockstep.v1.ReadShardRequest.$Properties} lockstep.v1.ReadShardRequest.$Shape
             */

            /**
             * Constructs a new ReadShardRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a ReadShardRequest.
             * @constructor
             * @param {lockstep.v1.ReadShardRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadShardRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadShardRequest split.
             * @member {lockstep.v1.Split} split
             * @memberof lockstep.v1.ReadShardRequest
             * @instance
             */
            ReadShardRequest.prototype.split = 0;

            /**
             * ReadShardRequest shard.
             * @member {number} shard
             * @memberof lockstep.v1.ReadShardRequest
             * @instance
             */
            ReadShardRequest.prototype.shard = 0;

            /**
             * ReadShardRequest offset.
             * @member {number} offset
             * @memberof lockstep.v1.ReadShardRequest
             * @instance
             */
            ReadShardRequest.prototype.offset = 0;

            /**
             * Creates a new ReadShardRequest instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ReadShardRequest
             * @static
             * @param {lockstep.v1.ReadShardRequest.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ReadShardRequest} ReadShardRequest instance
             * @type {{
             *   (properties: lockstep.v1.ReadShardRequest.$Shape): lockstep.v1.ReadShardRequest & lockstep.v1.ReadShardRequest.$Shape;
             *   (properties?: lockstep.v1.ReadShardRequest.$Properties): lockstep.v1.ReadShardRequest;
             * }}
             */
            ReadShardRequest.create = function(properties) {
                return new ReadShardRequest(properties);
            };

            /**
             * Encodes the specified ReadShardRequest message. Does not implicitly {@link lockstep.v1.ReadShardRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ReadShardRequest
             * @static
             * @param {lockstep.v1.ReadShardRequest.$Properties} message ReadShardRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadShardRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.split != null && $Object.hasOwnProperty.call(message, "split") && message.split !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.split);
                if (message.shard != null && $Object.hasOwnProperty.call(message, "shard") && message.shard !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.shard);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.offset);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadShardRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ReadShardRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadShardRequest & lockstep.v1.ReadShardRequest.$Shape} ReadShardRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadShardRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ReadShardRequest();
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
                                message.split = value;
                            else
                                delete message.split;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.shard = value;
                            else
                                delete message.shard;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.offset = value;
                            else
                                delete message.offset;
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
             * Gets the type url for ReadShardRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.ReadShardRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReadShardRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ReadShardRequest";
            };

            return ReadShardRequest;
        })();

        v1.ShardChunk = (function() {

            /**
             * Properties of a ShardChunk.
             * @typedef {Object} lockstep.v1.ShardChunk.$Properties
             * @property {number|null} [offset] ShardChunk offset
             * @property {number|null} [total] ShardChunk total
             * @property {Uint8Array|null} [data] ShardChunk data
             * @property {Uint8Array|null} [sha256] ShardChunk sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ShardChunk.
             * @memberof lockstep.v1
             * @interface IShardChunk
             * @augments lockstep.v1.ShardChunk.$Properties
             * @deprecated Use lockstep.v1.ShardChunk.$Properties instead.
             */

            /**
             * Shape of a ShardChunk.
             * @typedef {lockstep.v1.ShardChunk.$Properties} lockstep.v1.ShardChunk.$Shape
             */

            /**
             * Constructs a new ShardChunk.
             * @memberof lockstep.v1
             * @classdesc Represents a ShardChunk.
             * @constructor
             * @param {lockstep.v1.ShardChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ShardChunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ShardChunk offset.
             * @member {number} offset
             * @memberof lockstep.v1.ShardChunk
             * @instance
             */
            ShardChunk.prototype.offset = 0;

            /**
             * ShardChunk total.
             * @member {number} total
             * @memberof lockstep.v1.ShardChunk
             * @instance
             */
            ShardChunk.prototype.total = 0;

            /**
             * ShardChunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.ShardChunk
             * @instance
             */
            ShardChunk.prototype.data = $util.newBuffer([]);

            /**
             * ShardChunk sha256.
             * @member {Uint8Array} sha256
             * @memberof lockstep.v1.ShardChunk
             * @instance
             */
            ShardChunk.prototype.sha256 = $util.newBuffer([]);

            /**
             * Creates a new ShardChunk instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ShardChunk
             * @static
             * @param {lockstep.v1.ShardChunk.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ShardChunk} ShardChunk instance
             * @type {{
             *   (properties: lockstep.v1.ShardChunk.$Shape): lockstep.v1.ShardChunk & lockstep.v1.ShardChunk.$Shape;
             *   (properties?: lockstep.v1.ShardChunk.$Properties): lockstep.v1.ShardChunk;
             * }}
             */
            ShardChunk.create = function(properties) {
                return new ShardChunk(properties);
            };

            /**
             * Encodes the specified ShardChunk message. Does not implicitly {@link lockstep.v1.ShardChunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ShardChunk
             * @static
             * @param {lockstep.v1.ShardChunk.$Properties} message ShardChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ShardChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.offset);
                if (message.total != null && $Object.hasOwnProperty.call(message, "total") && message.total !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.total);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.data);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ShardChunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ShardChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ShardChunk & lockstep.v1.ShardChunk.$Shape} ShardChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ShardChunk.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ShardChunk();
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
                            if (value = reader.uint32())
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.total = value;
                            else
                                delete message.total;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
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
             * Gets the type url for ShardChunk
             * @function getTypeUrl
             * @memberof lockstep.v1.ShardChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ShardChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ShardChunk";
            };

            return ShardChunk;
        })();

        /**
         * Phase enum.
         * @name lockstep.v1.Phase
         * @enum {number}
         * @property {number} PHASE_UNSPECIFIED=0 PHASE_UNSPECIFIED value
         * @property {number} PHASE_REDUCE_SCATTER=1 PHASE_REDUCE_SCATTER value
         * @property {number} PHASE_GRADIENT=2 PHASE_GRADIENT value
         * @property {number} PHASE_PARAMETERS=3 PHASE_PARAMETERS value
         * @property {number} PHASE_ALL_GATHER=4 PHASE_ALL_GATHER value
         * @property {number} PHASE_BLOCK_SUMS=5 PHASE_BLOCK_SUMS value
         * @property {number} PHASE_RANGE=6 PHASE_RANGE value
         */
        v1.Phase = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PHASE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "PHASE_REDUCE_SCATTER"] = 1;
            values[valuesById[2] = "PHASE_GRADIENT"] = 2;
            values[valuesById[3] = "PHASE_PARAMETERS"] = 3;
            values[valuesById[4] = "PHASE_ALL_GATHER"] = 4;
            values[valuesById[5] = "PHASE_BLOCK_SUMS"] = 5;
            values[valuesById[6] = "PHASE_RANGE"] = 6;
            return values;
        })();

        v1.Pull = (function() {

            /**
             * Properties of a Pull.
             * @typedef {Object} lockstep.v1.Pull.$Properties
             * @property {number|null} [generation] Pull generation
             * @property {lockstep.v1.Phase|null} [phase] Pull phase
             * @property {number|null} [slice] Pull slice
             * @property {number|null} [subtree] Pull subtree
             * @property {number|null} [firstStep] Pull firstStep
             * @property {number|null} [lastStep] Pull lastStep
             * @property {number|null} [offset] Pull offset
             * @property {boolean|null} [sharedMemory] Pull sharedMemory
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Pull.
             * @memberof lockstep.v1
             * @interface IPull
             * @augments lockstep.v1.Pull.$Properties
             * @deprecated Use lockstep.v1.Pull.$Properties instead.
             */

            /**
             * Shape of a Pull.
             * @typedef {lockstep.v1.Pull.$Properties} lockstep.v1.Pull.$Shape
             */

            /**
             * Constructs a new Pull.
             * @memberof lockstep.v1
             * @classdesc Represents a Pull.
             * @constructor
             * @param {lockstep.v1.Pull.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Pull = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Pull generation.
             * @member {number} generation
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.generation = 0;

            /**
             * Pull phase.
             * @member {lockstep.v1.Phase} phase
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.phase = 0;

            /**
             * Pull slice.
             * @member {number} slice
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.slice = 0;

            /**
             * Pull subtree.
             * @member {number} subtree
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.subtree = 0;

            /**
             * Pull firstStep.
             * @member {number} firstStep
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.firstStep = 0;

            /**
             * Pull lastStep.
             * @member {number} lastStep
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.lastStep = 0;

            /**
             * Pull offset.
             * @member {number} offset
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.offset = 0;

            /**
             * Pull sharedMemory.
             * @member {boolean} sharedMemory
             * @memberof lockstep.v1.Pull
             * @instance
             */
            Pull.prototype.sharedMemory = false;

            /**
             * Creates a new Pull instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Pull
             * @static
             * @param {lockstep.v1.Pull.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Pull} Pull instance
             * @type {{
             *   (properties: lockstep.v1.Pull.$Shape): lockstep.v1.Pull & lockstep.v1.Pull.$Shape;
             *   (properties?: lockstep.v1.Pull.$Properties): lockstep.v1.Pull;
             * }}
             */
            Pull.create = function(properties) {
                return new Pull(properties);
            };

            /**
             * Encodes the specified Pull message. Does not implicitly {@link lockstep.v1.Pull.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Pull
             * @static
             * @param {lockstep.v1.Pull.$Properties} message Pull message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Pull.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.phase);
                if (message.slice != null && $Object.hasOwnProperty.call(message, "slice") && message.slice !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.slice);
                if (message.subtree != null && $Object.hasOwnProperty.call(message, "subtree") && message.subtree !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.subtree);
                if (message.firstStep != null && $Object.hasOwnProperty.call(message, "firstStep") && message.firstStep !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.firstStep);
                if (message.lastStep != null && $Object.hasOwnProperty.call(message, "lastStep") && message.lastStep !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.lastStep);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.offset);
                if (message.sharedMemory != null && $Object.hasOwnProperty.call(message, "sharedMemory") && message.sharedMemory !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.sharedMemory);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Pull message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Pull
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Pull & lockstep.v1.Pull.$Shape} Pull
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Pull.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Pull();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.slice = value;
                            else
                                delete message.slice;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.subtree = value;
                            else
                                delete message.subtree;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstStep = value;
                            else
                                delete message.firstStep;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lastStep = value;
                            else
                                delete message.lastStep;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.sharedMemory = value;
                            else
                                delete message.sharedMemory;
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
             * Gets the type url for Pull
             * @function getTypeUrl
             * @memberof lockstep.v1.Pull
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Pull.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Pull";
            };

            return Pull;
        })();

        v1.Chunk = (function() {

            /**
             * Properties of a Chunk.
             * @typedef {Object} lockstep.v1.Chunk.$Properties
             * @property {number|null} [generation] Chunk generation
             * @property {number|null} [step] Chunk step
             * @property {lockstep.v1.Phase|null} [phase] Chunk phase
             * @property {number|null} [slice] Chunk slice
             * @property {number|null} [subtree] Chunk subtree
             * @property {number|null} [offset] Chunk offset
             * @property {number|null} [total] Chunk total
             * @property {Uint8Array|null} [header] Chunk header
             * @property {boolean|null} [beat] Chunk beat
             * @property {boolean|null} [stale] Chunk stale
             * @property {number|null} [sharedSlot] Chunk sharedSlot
             * @property {number|null} [sharedLength] Chunk sharedLength
             * @property {number|null} [sharedSequence] Chunk sharedSequence
             * @property {Uint8Array|null} [data] Chunk data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Chunk.
             * @memberof lockstep.v1
             * @interface IChunk
             * @augments lockstep.v1.Chunk.$Properties
             * @deprecated Use lockstep.v1.Chunk.$Properties instead.
             */

            /**
             * Shape of a Chunk.
             * @typedef {lockstep.v1.Chunk.$Properties} lockstep.v1.Chunk.$Shape
             */

            /**
             * Constructs a new Chunk.
             * @memberof lockstep.v1
             * @classdesc Represents a Chunk.
             * @constructor
             * @param {lockstep.v1.Chunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Chunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Chunk generation.
             * @member {number} generation
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.generation = 0;

            /**
             * Chunk step.
             * @member {number} step
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.step = 0;

            /**
             * Chunk phase.
             * @member {lockstep.v1.Phase} phase
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.phase = 0;

            /**
             * Chunk slice.
             * @member {number} slice
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.slice = 0;

            /**
             * Chunk subtree.
             * @member {number} subtree
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.subtree = 0;

            /**
             * Chunk offset.
             * @member {number} offset
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.offset = 0;

            /**
             * Chunk total.
             * @member {number} total
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.total = 0;

            /**
             * Chunk header.
             * @member {Uint8Array} header
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.header = $util.newBuffer([]);

            /**
             * Chunk beat.
             * @member {boolean} beat
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.beat = false;

            /**
             * Chunk stale.
             * @member {boolean} stale
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.stale = false;

            /**
             * Chunk sharedSlot.
             * @member {number} sharedSlot
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.sharedSlot = 0;

            /**
             * Chunk sharedLength.
             * @member {number} sharedLength
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.sharedLength = 0;

            /**
             * Chunk sharedSequence.
             * @member {number} sharedSequence
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.sharedSequence = 0;

            /**
             * Chunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.Chunk
             * @instance
             */
            Chunk.prototype.data = $util.newBuffer([]);

            /**
             * Creates a new Chunk instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Chunk
             * @static
             * @param {lockstep.v1.Chunk.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Chunk} Chunk instance
             * @type {{
             *   (properties: lockstep.v1.Chunk.$Shape): lockstep.v1.Chunk & lockstep.v1.Chunk.$Shape;
             *   (properties?: lockstep.v1.Chunk.$Properties): lockstep.v1.Chunk;
             * }}
             */
            Chunk.create = function(properties) {
                return new Chunk(properties);
            };

            /**
             * Encodes the specified Chunk message. Does not implicitly {@link lockstep.v1.Chunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Chunk
             * @static
             * @param {lockstep.v1.Chunk.$Properties} message Chunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Chunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.step);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.phase);
                if (message.slice != null && $Object.hasOwnProperty.call(message, "slice") && message.slice !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.slice);
                if (message.subtree != null && $Object.hasOwnProperty.call(message, "subtree") && message.subtree !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.subtree);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.offset);
                if (message.total != null && $Object.hasOwnProperty.call(message, "total") && message.total !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.total);
                if (message.header != null && $Object.hasOwnProperty.call(message, "header") && message.header.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.header);
                if (message.beat != null && $Object.hasOwnProperty.call(message, "beat") && message.beat !== false)
                    writer.uint32(/* id 9, wireType 0 =*/72).bool(message.beat);
                if (message.stale != null && $Object.hasOwnProperty.call(message, "stale") && message.stale !== false)
                    writer.uint32(/* id 10, wireType 0 =*/80).bool(message.stale);
                if (message.sharedSlot != null && $Object.hasOwnProperty.call(message, "sharedSlot") && message.sharedSlot !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.sharedSlot);
                if (message.sharedLength != null && $Object.hasOwnProperty.call(message, "sharedLength") && message.sharedLength !== 0)
                    writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.sharedLength);
                if (message.sharedSequence != null && $Object.hasOwnProperty.call(message, "sharedSequence") && message.sharedSequence !== 0)
                    writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.sharedSequence);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Chunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Chunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Chunk & lockstep.v1.Chunk.$Shape} Chunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Chunk.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Chunk();
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
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.step = value;
                            else
                                delete message.step;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.slice = value;
                            else
                                delete message.slice;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.subtree = value;
                            else
                                delete message.subtree;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.total = value;
                            else
                                delete message.total;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.header = value;
                            else
                                delete message.header;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.beat = value;
                            else
                                delete message.beat;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.stale = value;
                            else
                                delete message.stale;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sharedSlot = value;
                            else
                                delete message.sharedSlot;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sharedLength = value;
                            else
                                delete message.sharedLength;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sharedSequence = value;
                            else
                                delete message.sharedSequence;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
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
             * Gets the type url for Chunk
             * @function getTypeUrl
             * @memberof lockstep.v1.Chunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Chunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Chunk";
            };

            return Chunk;
        })();

        v1.ShardContribution = (function() {

            /**
             * Properties of a ShardContribution.
             * @typedef {Object} lockstep.v1.ShardContribution.$Properties
             * @property {number|null} [shard] ShardContribution shard
             * @property {string|null} [worker] ShardContribution worker
             * @property {number|null} [samples] ShardContribution samples
             * @property {Uint8Array|null} [digest] ShardContribution digest
             * @property {number|null} [lossSum] ShardContribution lossSum
             * @property {number|null} [correct] ShardContribution correct
             * @property {lockstep.v1.EvaluationSums.$Properties|null} [evaluation] ShardContribution evaluation
             * @property {lockstep.v1.NonFinite.$Properties|null} [nonFinite] ShardContribution nonFinite
             * @property {lockstep.v1.EvaluationSums.$Properties|null} [validation] ShardContribution validation
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ShardContribution.
             * @memberof lockstep.v1
             * @interface IShardContribution
             * @augments lockstep.v1.ShardContribution.$Properties
             * @deprecated Use lockstep.v1.ShardContribution.$Properties instead.
             */

            /**
             * Shape of a ShardContribution.
             * @typedef {lockstep.v1.ShardContribution.$Properties} lockstep.v1.ShardContribution.$Shape
             */

            /**
             * Constructs a new ShardContribution.
             * @memberof lockstep.v1
             * @classdesc Represents a ShardContribution.
             * @constructor
             * @param {lockstep.v1.ShardContribution.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ShardContribution = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ShardContribution shard.
             * @member {number} shard
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.shard = 0;

            /**
             * ShardContribution worker.
             * @member {string} worker
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.worker = "";

            /**
             * ShardContribution samples.
             * @member {number} samples
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.samples = 0;

            /**
             * ShardContribution digest.
             * @member {Uint8Array} digest
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.digest = $util.newBuffer([]);

            /**
             * ShardContribution lossSum.
             * @member {number} lossSum
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.lossSum = 0;

            /**
             * ShardContribution correct.
             * @member {number} correct
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.correct = 0;

            /**
             * ShardContribution evaluation.
             * @member {lockstep.v1.EvaluationSums.$Properties|null|undefined} evaluation
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.evaluation = null;

            /**
             * ShardContribution nonFinite.
             * @member {lockstep.v1.NonFinite.$Properties|null|undefined} nonFinite
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.nonFinite = null;

            /**
             * ShardContribution validation.
             * @member {lockstep.v1.EvaluationSums.$Properties|null|undefined} validation
             * @memberof lockstep.v1.ShardContribution
             * @instance
             */
            ShardContribution.prototype.validation = null;

            /**
             * Creates a new ShardContribution instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ShardContribution
             * @static
             * @param {lockstep.v1.ShardContribution.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ShardContribution} ShardContribution instance
             * @type {{
             *   (properties: lockstep.v1.ShardContribution.$Shape): lockstep.v1.ShardContribution & lockstep.v1.ShardContribution.$Shape;
             *   (properties?: lockstep.v1.ShardContribution.$Properties): lockstep.v1.ShardContribution;
             * }}
             */
            ShardContribution.create = function(properties) {
                return new ShardContribution(properties);
            };

            /**
             * Encodes the specified ShardContribution message. Does not implicitly {@link lockstep.v1.ShardContribution.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ShardContribution
             * @static
             * @param {lockstep.v1.ShardContribution.$Properties} message ShardContribution message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ShardContribution.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.shard != null && $Object.hasOwnProperty.call(message, "shard") && message.shard !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.shard);
                if (message.worker != null && $Object.hasOwnProperty.call(message, "worker") && message.worker !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.worker);
                if (message.samples != null && $Object.hasOwnProperty.call(message, "samples") && message.samples !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.samples);
                if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.digest);
                if (message.lossSum != null && $Object.hasOwnProperty.call(message, "lossSum") && !$Object.is(message.lossSum, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.lossSum);
                if (message.correct != null && $Object.hasOwnProperty.call(message, "correct") && message.correct !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.correct);
                if (message.evaluation != null && $Object.hasOwnProperty.call(message, "evaluation"))
                    $root.lockstep.v1.EvaluationSums.encode(message.evaluation, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.nonFinite != null && $Object.hasOwnProperty.call(message, "nonFinite"))
                    $root.lockstep.v1.NonFinite.encode(message.nonFinite, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.validation != null && $Object.hasOwnProperty.call(message, "validation"))
                    $root.lockstep.v1.EvaluationSums.encode(message.validation, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ShardContribution message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ShardContribution
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ShardContribution & lockstep.v1.ShardContribution.$Shape} ShardContribution
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ShardContribution.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ShardContribution();
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
                            if (value = reader.uint32())
                                message.shard = value;
                            else
                                delete message.shard;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.worker = value;
                            else
                                delete message.worker;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.samples = value;
                            else
                                delete message.samples;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.digest = value;
                            else
                                delete message.digest;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lossSum = value;
                            else
                                delete message.lossSum;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.correct = value;
                            else
                                delete message.correct;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.evaluation = $root.lockstep.v1.EvaluationSums.decode(reader, reader.size(), $undefined, _depth + 1, message.evaluation);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.nonFinite = $root.lockstep.v1.NonFinite.decode(reader, reader.size(), $undefined, _depth + 1, message.nonFinite);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.validation = $root.lockstep.v1.EvaluationSums.decode(reader, reader.size(), $undefined, _depth + 1, message.validation);
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
             * Gets the type url for ShardContribution
             * @function getTypeUrl
             * @memberof lockstep.v1.ShardContribution
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ShardContribution.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ShardContribution";
            };

            return ShardContribution;
        })();

        v1.NonFinite = (function() {

            /**
             * Properties of a NonFinite.
             * @typedef {Object} lockstep.v1.NonFinite.$Properties
             * @property {boolean|null} [loss] NonFinite loss
             * @property {number|null} [element] NonFinite element
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a NonFinite.
             * @memberof lockstep.v1
             * @interface INonFinite
             * @augments lockstep.v1.NonFinite.$Properties
             * @deprecated Use lockstep.v1.NonFinite.$Properties instead.
             */

            /**
             * Shape of a NonFinite.
             * @typedef {lockstep.v1.NonFinite.$Properties} lockstep.v1.NonFinite.$Shape
             */

            /**
             * Constructs a new NonFinite.
             * @memberof lockstep.v1
             * @classdesc Represents a NonFinite.
             * @constructor
             * @param {lockstep.v1.NonFinite.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const NonFinite = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * NonFinite loss.
             * @member {boolean} loss
             * @memberof lockstep.v1.NonFinite
             * @instance
             */
            NonFinite.prototype.loss = false;

            /**
             * NonFinite element.
             * @member {number} element
             * @memberof lockstep.v1.NonFinite
             * @instance
             */
            NonFinite.prototype.element = 0;

            /**
             * Creates a new NonFinite instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.NonFinite
             * @static
             * @param {lockstep.v1.NonFinite.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.NonFinite} NonFinite instance
             * @type {{
             *   (properties: lockstep.v1.NonFinite.$Shape): lockstep.v1.NonFinite & lockstep.v1.NonFinite.$Shape;
             *   (properties?: lockstep.v1.NonFinite.$Properties): lockstep.v1.NonFinite;
             * }}
             */
            NonFinite.create = function(properties) {
                return new NonFinite(properties);
            };

            /**
             * Encodes the specified NonFinite message. Does not implicitly {@link lockstep.v1.NonFinite.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.NonFinite
             * @static
             * @param {lockstep.v1.NonFinite.$Properties} message NonFinite message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            NonFinite.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.loss != null && $Object.hasOwnProperty.call(message, "loss") && message.loss !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.loss);
                if (message.element != null && $Object.hasOwnProperty.call(message, "element") && message.element !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.element);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a NonFinite message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.NonFinite
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.NonFinite & lockstep.v1.NonFinite.$Shape} NonFinite
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            NonFinite.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.NonFinite();
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
                            if (value = reader.bool())
                                message.loss = value;
                            else
                                delete message.loss;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.element = value;
                            else
                                delete message.element;
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
             * Gets the type url for NonFinite
             * @function getTypeUrl
             * @memberof lockstep.v1.NonFinite
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            NonFinite.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.NonFinite";
            };

            return NonFinite;
        })();

        v1.EvaluationSums = (function() {

            /**
             * Properties of an EvaluationSums.
             * @typedef {Object} lockstep.v1.EvaluationSums.$Properties
             * @property {number|null} [samples] EvaluationSums samples
             * @property {number|null} [correct] EvaluationSums correct
             * @property {number|null} [lossSum] EvaluationSums lossSum
             * @property {Array.<number>|null} [confusion] EvaluationSums confusion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EvaluationSums.
             * @memberof lockstep.v1
             * @interface IEvaluationSums
             * @augments lockstep.v1.EvaluationSums.$Properties
             * @deprecated Use lockstep.v1.EvaluationSums.$Properties instead.
             */

            /**
             * Shape of an EvaluationSums.
             * @typedef {lockstep.v1.EvaluationSums.$Properties} lockstep.v1.EvaluationSums.$Shape
             */

            /**
             * Constructs a new EvaluationSums.
             * @memberof lockstep.v1
             * @classdesc Represents an EvaluationSums.
             * @constructor
             * @param {lockstep.v1.EvaluationSums.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EvaluationSums = function (properties) {
                this.confusion = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EvaluationSums samples.
             * @member {number} samples
             * @memberof lockstep.v1.EvaluationSums
             * @instance
             */
            EvaluationSums.prototype.samples = 0;

            /**
             * EvaluationSums correct.
             * @member {number} correct
             * @memberof lockstep.v1.EvaluationSums
             * @instance
             */
            EvaluationSums.prototype.correct = 0;

            /**
             * EvaluationSums lossSum.
             * @member {number} lossSum
             * @memberof lockstep.v1.EvaluationSums
             * @instance
             */
            EvaluationSums.prototype.lossSum = 0;

            /**
             * EvaluationSums confusion.
             * @member {Array.<number>} confusion
             * @memberof lockstep.v1.EvaluationSums
             * @instance
             */
            EvaluationSums.prototype.confusion = $util.emptyArray;

            /**
             * Creates a new EvaluationSums instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.EvaluationSums
             * @static
             * @param {lockstep.v1.EvaluationSums.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.EvaluationSums} EvaluationSums instance
             * @type {{
             *   (properties: lockstep.v1.EvaluationSums.$Shape): lockstep.v1.EvaluationSums & lockstep.v1.EvaluationSums.$Shape;
             *   (properties?: lockstep.v1.EvaluationSums.$Properties): lockstep.v1.EvaluationSums;
             * }}
             */
            EvaluationSums.create = function(properties) {
                return new EvaluationSums(properties);
            };

            /**
             * Encodes the specified EvaluationSums message. Does not implicitly {@link lockstep.v1.EvaluationSums.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.EvaluationSums
             * @static
             * @param {lockstep.v1.EvaluationSums.$Properties} message EvaluationSums message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EvaluationSums.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.samples != null && $Object.hasOwnProperty.call(message, "samples") && message.samples !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.samples);
                if (message.correct != null && $Object.hasOwnProperty.call(message, "correct") && message.correct !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.correct);
                if (message.lossSum != null && $Object.hasOwnProperty.call(message, "lossSum") && !$Object.is(message.lossSum, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.lossSum);
                if (message.confusion != null && message.confusion.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.confusion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EvaluationSums message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.EvaluationSums
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.EvaluationSums & lockstep.v1.EvaluationSums.$Shape} EvaluationSums
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EvaluationSums.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.EvaluationSums();
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
                            if (value = reader.uint32())
                                message.samples = value;
                            else
                                delete message.samples;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.correct = value;
                            else
                                delete message.correct;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lossSum = value;
                            else
                                delete message.lossSum;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.confusion && message.confusion.length))
                                    message.confusion = [];
                                reader.uint32s(message.confusion);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.confusion && message.confusion.length))
                                message.confusion = [];
                            message.confusion.push(reader.uint32());
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
             * Gets the type url for EvaluationSums
             * @function getTypeUrl
             * @memberof lockstep.v1.EvaluationSums
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            EvaluationSums.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.EvaluationSums";
            };

            return EvaluationSums;
        })();

        v1.Contributions = (function() {

            /**
             * Properties of a Contributions.
             * @typedef {Object} lockstep.v1.Contributions.$Properties
             * @property {Array.<lockstep.v1.ShardContribution.$Properties>|null} [shards] Contributions shards
             * @property {number|null} [crc32] Contributions crc32
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Contributions.
             * @memberof lockstep.v1
             * @interface IContributions
             * @augments lockstep.v1.Contributions.$Properties
             * @deprecated Use lockstep.v1.Contributions.$Properties instead.
             */

            /**
             * Shape of a Contributions.
             * @typedef {lockstep.v1.Contributions.$Properties} lockstep.v1.Contributions.$Shape
             */

            /**
             * Constructs a new Contributions.
             * @memberof lockstep.v1
             * @classdesc Represents a Contributions.
             * @constructor
             * @param {lockstep.v1.Contributions.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Contributions = function (properties) {
                this.shards = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Contributions shards.
             * @member {Array.<lockstep.v1.ShardContribution.$Properties>} shards
             * @memberof lockstep.v1.Contributions
             * @instance
             */
            Contributions.prototype.shards = $util.emptyArray;

            /**
             * Contributions crc32.
             * @member {number} crc32
             * @memberof lockstep.v1.Contributions
             * @instance
             */
            Contributions.prototype.crc32 = 0;

            /**
             * Creates a new Contributions instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.Contributions
             * @static
             * @param {lockstep.v1.Contributions.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.Contributions} Contributions instance
             * @type {{
             *   (properties: lockstep.v1.Contributions.$Shape): lockstep.v1.Contributions & lockstep.v1.Contributions.$Shape;
             *   (properties?: lockstep.v1.Contributions.$Properties): lockstep.v1.Contributions;
             * }}
             */
            Contributions.create = function(properties) {
                return new Contributions(properties);
            };

            /**
             * Encodes the specified Contributions message. Does not implicitly {@link lockstep.v1.Contributions.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Contributions
             * @static
             * @param {lockstep.v1.Contributions.$Properties} message Contributions message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Contributions.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.shards != null && message.shards.length)
                    for (let i = 0; i < message.shards.length; ++i)
                        $root.lockstep.v1.ShardContribution.encode(message.shards[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.crc32 != null && $Object.hasOwnProperty.call(message, "crc32") && message.crc32 !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.crc32);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Contributions message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Contributions
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Contributions & lockstep.v1.Contributions.$Shape} Contributions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Contributions.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.Contributions();
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
                            if (!(message.shards && message.shards.length))
                                message.shards = [];
                            message.shards.push($root.lockstep.v1.ShardContribution.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.crc32 = value;
                            else
                                delete message.crc32;
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
             * Gets the type url for Contributions
             * @function getTypeUrl
             * @memberof lockstep.v1.Contributions
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Contributions.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Contributions";
            };

            return Contributions;
        })();

        v1.ReadInitialValuesRequest = (function() {

            /**
             * Properties of a ReadInitialValuesRequest.
             * @typedef {Object} lockstep.v1.ReadInitialValuesRequest.$Properties
             * @property {number|null} [start] ReadInitialValuesRequest start
             * @property {number|null} [end] ReadInitialValuesRequest end
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadInitialValuesRequest.
             * @memberof lockstep.v1
             * @interface IReadInitialValuesRequest
             * @augments lockstep.v1.ReadInitialValuesRequest.$Properties
             * @deprecated Use lockstep.v1.ReadInitialValuesRequest.$Properties instead.
             */

            /**
             * Shape of a ReadInitialValuesRequest.
             * @typedef {lockstep.v1.ReadInitialValuesRequest.$Properties} lockstep.v1.ReadInitialValuesRequest.$Shape
             */

            /**
             * Constructs a new ReadInitialValuesRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a ReadInitialValuesRequest.
             * @constructor
             * @param {lockstep.v1.ReadInitialValuesRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadInitialValuesRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadInitialValuesRequest start.
             * @member {number} start
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @instance
             */
            ReadInitialValuesRequest.prototype.start = 0;

            /**
             * ReadInitialValuesRequest end.
             * @member {number} end
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @instance
             */
            ReadInitialValuesRequest.prototype.end = 0;

            /**
             * Creates a new ReadInitialValuesRequest instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @static
             * @param {lockstep.v1.ReadInitialValuesRequest.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ReadInitialValuesRequest} ReadInitialValuesRequest instance
             * @type {{
             *   (properties: lockstep.v1.ReadInitialValuesRequest.$Shape): lockstep.v1.ReadInitialValuesRequest & lockstep.v1.ReadInitialValuesRequest.$Shape;
             *   (properties?: lockstep.v1.ReadInitialValuesRequest.$Properties): lockstep.v1.ReadInitialValuesRequest;
             * }}
             */
            ReadInitialValuesRequest.create = function(properties) {
                return new ReadInitialValuesRequest(properties);
            };

            /**
             * Encodes the specified ReadInitialValuesRequest message. Does not implicitly {@link lockstep.v1.ReadInitialValuesRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @static
             * @param {lockstep.v1.ReadInitialValuesRequest.$Properties} message ReadInitialValuesRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadInitialValuesRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.start);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end") && message.end !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.end);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadInitialValuesRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadInitialValuesRequest & lockstep.v1.ReadInitialValuesRequest.$Shape} ReadInitialValuesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadInitialValuesRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ReadInitialValuesRequest();
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
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.end = value;
                            else
                                delete message.end;
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
             * Gets the type url for ReadInitialValuesRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.ReadInitialValuesRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReadInitialValuesRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ReadInitialValuesRequest";
            };

            return ReadInitialValuesRequest;
        })();

        v1.InitialValuesChunk = (function() {

            /**
             * Properties of an InitialValuesChunk.
             * @typedef {Object} lockstep.v1.InitialValuesChunk.$Properties
             * @property {number|null} [start] InitialValuesChunk start
             * @property {Uint8Array|null} [data] InitialValuesChunk data
             * @property {Uint8Array|null} [sha256] InitialValuesChunk sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InitialValuesChunk.
             * @memberof lockstep.v1
             * @interface IInitialValuesChunk
             * @augments lockstep.v1.InitialValuesChunk.$Properties
             * @deprecated Use lockstep.v1.InitialValuesChunk.$Properties instead.
             */

            /**
             * Shape of an InitialValuesChunk.
             * @typedef {lockstep.v1.InitialValuesChunk.$Properties} lockstep.v1.InitialValuesChunk.$Shape
             */

            /**
             * Constructs a new InitialValuesChunk.
             * @memberof lockstep.v1
             * @classdesc Represents an InitialValuesChunk.
             * @constructor
             * @param {lockstep.v1.InitialValuesChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InitialValuesChunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InitialValuesChunk start.
             * @member {number} start
             * @memberof lockstep.v1.InitialValuesChunk
             * @instance
             */
            InitialValuesChunk.prototype.start = 0;

            /**
             * InitialValuesChunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.InitialValuesChunk
             * @instance
             */
            InitialValuesChunk.prototype.data = $util.newBuffer([]);

            /**
             * InitialValuesChunk sha256.
             * @member {Uint8Array} sha256
             * @memberof lockstep.v1.InitialValuesChunk
             * @instance
             */
            InitialValuesChunk.prototype.sha256 = $util.newBuffer([]);

            /**
             * Creates a new InitialValuesChunk instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.InitialValuesChunk
             * @static
             * @param {lockstep.v1.InitialValuesChunk.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.InitialValuesChunk} InitialValuesChunk instance
             * @type {{
             *   (properties: lockstep.v1.InitialValuesChunk.$Shape): lockstep.v1.InitialValuesChunk & lockstep.v1.InitialValuesChunk.$Shape;
             *   (properties?: lockstep.v1.InitialValuesChunk.$Properties): lockstep.v1.InitialValuesChunk;
             * }}
             */
            InitialValuesChunk.create = function(properties) {
                return new InitialValuesChunk(properties);
            };

            /**
             * Encodes the specified InitialValuesChunk message. Does not implicitly {@link lockstep.v1.InitialValuesChunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.InitialValuesChunk
             * @static
             * @param {lockstep.v1.InitialValuesChunk.$Properties} message InitialValuesChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InitialValuesChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.start);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InitialValuesChunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.InitialValuesChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.InitialValuesChunk & lockstep.v1.InitialValuesChunk.$Shape} InitialValuesChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InitialValuesChunk.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.InitialValuesChunk();
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
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
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
             * Gets the type url for InitialValuesChunk
             * @function getTypeUrl
             * @memberof lockstep.v1.InitialValuesChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            InitialValuesChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.InitialValuesChunk";
            };

            return InitialValuesChunk;
        })();

        v1.ReadRangeRequest = (function() {

            /**
             * Properties of a ReadRangeRequest.
             * @typedef {Object} lockstep.v1.ReadRangeRequest.$Properties
             * @property {number|null} [version] ReadRangeRequest version
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadRangeRequest.
             * @memberof lockstep.v1
             * @interface IReadRangeRequest
             * @augments lockstep.v1.ReadRangeRequest.$Properties
             * @deprecated Use lockstep.v1.ReadRangeRequest.$Properties instead.
             */

            /**
             * Shape of a ReadRangeRequest.
             * @typedef {lockstep.v1.ReadRangeRequest.$Properties} lockstep.v1.ReadRangeRequest.$Shape
             */

            /**
             * Constructs a new ReadRangeRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a ReadRangeRequest.
             * @constructor
             * @param {lockstep.v1.ReadRangeRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadRangeRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadRangeRequest version.
             * @member {number} version
             * @memberof lockstep.v1.ReadRangeRequest
             * @instance
             */
            ReadRangeRequest.prototype.version = 0;

            /**
             * Creates a new ReadRangeRequest instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ReadRangeRequest
             * @static
             * @param {lockstep.v1.ReadRangeRequest.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ReadRangeRequest} ReadRangeRequest instance
             * @type {{
             *   (properties: lockstep.v1.ReadRangeRequest.$Shape): lockstep.v1.ReadRangeRequest & lockstep.v1.ReadRangeRequest.$Shape;
             *   (properties?: lockstep.v1.ReadRangeRequest.$Properties): lockstep.v1.ReadRangeRequest;
             * }}
             */
            ReadRangeRequest.create = function(properties) {
                return new ReadRangeRequest(properties);
            };

            /**
             * Encodes the specified ReadRangeRequest message. Does not implicitly {@link lockstep.v1.ReadRangeRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ReadRangeRequest
             * @static
             * @param {lockstep.v1.ReadRangeRequest.$Properties} message ReadRangeRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadRangeRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadRangeRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ReadRangeRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadRangeRequest & lockstep.v1.ReadRangeRequest.$Shape} ReadRangeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadRangeRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ReadRangeRequest();
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
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
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
             * Gets the type url for ReadRangeRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.ReadRangeRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReadRangeRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ReadRangeRequest";
            };

            return ReadRangeRequest;
        })();

        v1.RangeChunk = (function() {

            /**
             * Properties of a RangeChunk.
             * @typedef {Object} lockstep.v1.RangeChunk.$Properties
             * @property {number|null} [start] RangeChunk start
             * @property {Uint8Array|null} [data] RangeChunk data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RangeChunk.
             * @memberof lockstep.v1
             * @interface IRangeChunk
             * @augments lockstep.v1.RangeChunk.$Properties
             * @deprecated Use lockstep.v1.RangeChunk.$Properties instead.
             */

            /**
             * Shape of a RangeChunk.
             * @typedef {lockstep.v1.RangeChunk.$Properties} lockstep.v1.RangeChunk.$Shape
             */

            /**
             * Constructs a new RangeChunk.
             * @memberof lockstep.v1
             * @classdesc Represents a RangeChunk.
             * @constructor
             * @param {lockstep.v1.RangeChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RangeChunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RangeChunk start.
             * @member {number} start
             * @memberof lockstep.v1.RangeChunk
             * @instance
             */
            RangeChunk.prototype.start = 0;

            /**
             * RangeChunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.RangeChunk
             * @instance
             */
            RangeChunk.prototype.data = $util.newBuffer([]);

            /**
             * Creates a new RangeChunk instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.RangeChunk
             * @static
             * @param {lockstep.v1.RangeChunk.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.RangeChunk} RangeChunk instance
             * @type {{
             *   (properties: lockstep.v1.RangeChunk.$Shape): lockstep.v1.RangeChunk & lockstep.v1.RangeChunk.$Shape;
             *   (properties?: lockstep.v1.RangeChunk.$Properties): lockstep.v1.RangeChunk;
             * }}
             */
            RangeChunk.create = function(properties) {
                return new RangeChunk(properties);
            };

            /**
             * Encodes the specified RangeChunk message. Does not implicitly {@link lockstep.v1.RangeChunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RangeChunk
             * @static
             * @param {lockstep.v1.RangeChunk.$Properties} message RangeChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RangeChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.start);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RangeChunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RangeChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RangeChunk & lockstep.v1.RangeChunk.$Shape} RangeChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RangeChunk.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.RangeChunk();
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
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
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
             * Gets the type url for RangeChunk
             * @function getTypeUrl
             * @memberof lockstep.v1.RangeChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RangeChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RangeChunk";
            };

            return RangeChunk;
        })();

        v1.ReadLedgerRequest = (function() {

            /**
             * Properties of a ReadLedgerRequest.
             * @typedef {Object} lockstep.v1.ReadLedgerRequest.$Properties
             * @property {number|null} [offset] ReadLedgerRequest offset
             * @property {boolean|null} [follow] ReadLedgerRequest follow
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadLedgerRequest.
             * @memberof lockstep.v1
             * @interface IReadLedgerRequest
             * @augments lockstep.v1.ReadLedgerRequest.$Properties
             * @deprecated Use lockstep.v1.ReadLedgerRequest.$Properties instead.
             */

            /**
             * Shape of a ReadLedgerRequest.
             * @typedef {lockstep.v1.ReadLedgerRequest.$Properties} lockstep.v1.ReadLedgerRequest.$Shape
             */

            /**
             * Constructs a new ReadLedgerRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a ReadLedgerRequest.
             * @constructor
             * @param {lockstep.v1.ReadLedgerRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadLedgerRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadLedgerRequest offset.
             * @member {number} offset
             * @memberof lockstep.v1.ReadLedgerRequest
             * @instance
             */
            ReadLedgerRequest.prototype.offset = 0;

            /**
             * ReadLedgerRequest follow.
             * @member {boolean} follow
             * @memberof lockstep.v1.ReadLedgerRequest
             * @instance
             */
            ReadLedgerRequest.prototype.follow = false;

            /**
             * Creates a new ReadLedgerRequest instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.ReadLedgerRequest
             * @static
             * @param {lockstep.v1.ReadLedgerRequest.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.ReadLedgerRequest} ReadLedgerRequest instance
             * @type {{
             *   (properties: lockstep.v1.ReadLedgerRequest.$Shape): lockstep.v1.ReadLedgerRequest & lockstep.v1.ReadLedgerRequest.$Shape;
             *   (properties?: lockstep.v1.ReadLedgerRequest.$Properties): lockstep.v1.ReadLedgerRequest;
             * }}
             */
            ReadLedgerRequest.create = function(properties) {
                return new ReadLedgerRequest(properties);
            };

            /**
             * Encodes the specified ReadLedgerRequest message. Does not implicitly {@link lockstep.v1.ReadLedgerRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ReadLedgerRequest
             * @static
             * @param {lockstep.v1.ReadLedgerRequest.$Properties} message ReadLedgerRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadLedgerRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && !$Object.is(message.offset, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.offset);
                if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.follow);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadLedgerRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ReadLedgerRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadLedgerRequest & lockstep.v1.ReadLedgerRequest.$Shape} ReadLedgerRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadLedgerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.ReadLedgerRequest();
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
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.follow = value;
                            else
                                delete message.follow;
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
             * Gets the type url for ReadLedgerRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.ReadLedgerRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReadLedgerRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ReadLedgerRequest";
            };

            return ReadLedgerRequest;
        })();

        v1.LedgerChunk = (function() {

            /**
             * Properties of a LedgerChunk.
             * @typedef {Object} lockstep.v1.LedgerChunk.$Properties
             * @property {number|null} [offset] LedgerChunk offset
             * @property {Uint8Array|null} [data] LedgerChunk data
             * @property {Array.<number>|null} [agesMs] LedgerChunk agesMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LedgerChunk.
             * @memberof lockstep.v1
             * @interface ILedgerChunk
             * @augments lockstep.v1.LedgerChunk.$Properties
             * @deprecated Use lockstep.v1.LedgerChunk.$Properties instead.
             */

            /**
             * Shape of a LedgerChunk.
             * @typedef {lockstep.v1.LedgerChunk.$Properties} lockstep.v1.LedgerChunk.$Shape
             */

            /**
             * Constructs a new LedgerChunk.
             * @memberof lockstep.v1
             * @classdesc Represents a LedgerChunk.
             * @constructor
             * @param {lockstep.v1.LedgerChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LedgerChunk = function (properties) {
                this.agesMs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LedgerChunk offset.
             * @member {number} offset
             * @memberof lockstep.v1.LedgerChunk
             * @instance
             */
            LedgerChunk.prototype.offset = 0;

            /**
             * LedgerChunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.LedgerChunk
             * @instance
             */
            LedgerChunk.prototype.data = $util.newBuffer([]);

            /**
             * LedgerChunk agesMs.
             * @member {Array.<number>} agesMs
             * @memberof lockstep.v1.LedgerChunk
             * @instance
             */
            LedgerChunk.prototype.agesMs = $util.emptyArray;

            /**
             * Creates a new LedgerChunk instance using the specified properties.
             * @function create
             * @memberof lockstep.v1.LedgerChunk
             * @static
             * @param {lockstep.v1.LedgerChunk.$Properties=} [properties] Properties to set
             * @returns {lockstep.v1.LedgerChunk} LedgerChunk instance
             * @type {{
             *   (properties: lockstep.v1.LedgerChunk.$Shape): lockstep.v1.LedgerChunk & lockstep.v1.LedgerChunk.$Shape;
             *   (properties?: lockstep.v1.LedgerChunk.$Properties): lockstep.v1.LedgerChunk;
             * }}
             */
            LedgerChunk.create = function(properties) {
                return new LedgerChunk(properties);
            };

            /**
             * Encodes the specified LedgerChunk message. Does not implicitly {@link lockstep.v1.LedgerChunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.LedgerChunk
             * @static
             * @param {lockstep.v1.LedgerChunk.$Properties} message LedgerChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LedgerChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && !$Object.is(message.offset, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.offset);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                if (message.agesMs != null && message.agesMs.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).floats(message.agesMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LedgerChunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.LedgerChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.LedgerChunk & lockstep.v1.LedgerChunk.$Shape} LedgerChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LedgerChunk.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.lockstep.v1.LedgerChunk();
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
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.agesMs && message.agesMs.length))
                                    message.agesMs = [];
                                reader.floats(message.agesMs);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.agesMs && message.agesMs.length))
                                message.agesMs = [];
                            message.agesMs.push(reader.float());
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
             * Gets the type url for LedgerChunk
             * @function getTypeUrl
             * @memberof lockstep.v1.LedgerChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            LedgerChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.LedgerChunk";
            };

            return LedgerChunk;
        })();

        return v1;
    })();

    return lockstep;
})();

export {
  $root as default
};

export const { Abort, Ack, Beat, Busy, Bye, Chunk, Contributions, CoordinatorMessage, DataDescription, DeadLink, DescribeRequest, EvaluationSums, Fence, FenceRefused, FenceReply, Finish, Hello, InitialValuesChunk, Leave, LedgerChunk, MemberMessage, NonFinite, OpenFailed, Phase, Pull, RangeChunk, RangeServer, Rank, ReadInitialValuesRequest, ReadLedgerRequest, ReadRangeRequest, ReadShardRequest, Refused, Role, Roster, RunDescription, ShardChunk, ShardContribution, Slice, Split } = lockstep.v1;
